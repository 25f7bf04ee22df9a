import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { startFollowing } from './followed-container.ts';

describe('a follower of a log that is rotated', () => {
  it('reads what was written to a deleted file before the new one, where one file is all that is kept', async (t) => {
    const { docker, readAll } = startFollowing(t, { maxFile: 1 });
    docker.print('stdout', 'one');
    const first = await readAll();
    docker.print('stdout', 'two');
    docker.rotate();
    docker.print('stdout', 'three');

    assert.deepEqual([first, await readAll()], [['one'], ['two', 'three']]);
  });

  it('waits while there is no live file', async (t) => {
    const { docker, readAll } = startFollowing(t, { maxFile: 3 });
    docker.print('stdout', 'one');
    await readAll();
    renameSync(docker.logPath, `${docker.logPath}.1`);
    docker.print('stdout', 'two');

    const between = await readAll();
    writeFileSync(docker.logPath, 'three\n');

    assert.deepEqual([between, await readAll()], [['two'], ['three']]);
  });

  it('goes on with the old file until something is in the new one', async (t) => {
    const { docker, readAll } = startFollowing(t, { maxFile: 3 });
    docker.print('stdout', 'one');
    await readAll();
    renameSync(docker.logPath, `${docker.logPath}.1`);
    writeFileSync(docker.logPath, '');

    const empty = await readAll();
    docker.print('stdout', 'two');

    assert.deepEqual([empty, await readAll()], [[], ['two']]);
  });

  it('hands out the torn end of a file that nobody writes to any more', async (t) => {
    const { docker, readAll } = startFollowing(t, { maxFile: 3 });
    docker.print('stdout', 'one');
    docker.write('{"log":"tor');
    const before = await readAll();
    docker.rotate();
    docker.print('stdout', 'two');

    assert.deepEqual([before, await readAll()], [['one'], ['{"log":"tor', 'two']]);
  });

  it('finds its file among compressed ones after a restart', async (t) => {
    const { docker, readAll, restart, stop } = startFollowing(t, { maxFile: 5, isCompressed: true });
    docker.print('stdout', 'one');
    const first = await readAll();
    docker.print('stdout', 'two');
    await stop();
    for (const text of ['three', 'four', 'five']) {
      docker.rotate();
      docker.print('stdout', text);
    }
    docker.compress();
    restart();

    assert.deepEqual([first, await readAll()], [['one'], ['two', 'three', 'four', 'five']]);
  });

  it('reads nothing again when the next file was empty and is gone into a compressed one', async (t) => {
    const { docker, readAll, read } = startFollowing(t, { maxFile: 9, isCompressed: true });
    docker.print('stdout', 'one');
    docker.rotate();
    const first = await read(1);
    docker.rotate();
    docker.rotate();
    docker.print('stdout', 'two');

    assert.deepEqual([first?.lines.map(({ text }) => text), await readAll()], [['one'], ['two']]);
  });

  it('takes the whole file while its compressed copy is being written', async (t) => {
    const { docker, readAll, restart, stop } = startFollowing(t, { maxFile: 5, isCompressed: true });
    docker.print('stdout', 'one');
    await readAll();
    await stop();
    docker.print('stdout', 'two');
    docker.rotate();
    docker.compress('half');
    docker.print('stdout', 'three');
    restart();

    assert.deepEqual(await readAll(), ['two', 'three']);
  });

  it('tells of a compressed file that is damaged', async (t) => {
    const { docker, readAll, restart, stop } = startFollowing(t, { maxFile: 5, isCompressed: true });
    docker.print('stdout', 'one');
    await readAll();
    await stop();
    docker.rotate();
    docker.compress('half');
    rmSync(`${docker.logPath}.1`);
    docker.print('stdout', 'two');
    restart();

    const texts = await readAll();

    assert.equal(texts.at(-1), 'two');
    assert.match(texts.at(-2) ?? '', /^gap: /);
  });

  it('tells what is lost when its file is gone after a restart, once, and reads all that is left', async (t) => {
    const { docker, readAll, read, restart, stop } = startFollowing(t, { maxFile: 3 });
    docker.print('stdout', 'one\ntwo');
    const { length } = readFileSync(docker.logPath);
    const first = await read(length - 1);
    await stop();
    for (const text of ['three', 'four', 'five']) {
      docker.rotate();
      docker.print('stdout', text);
    }
    restart();
    const chunk = await read(1);
    await stop();
    restart();

    const lost = length - (first?.cursor.offset ?? 0);
    assert.equal(
      chunk?.gap,
      `gap: at least ${lost} bytes lost: the file that was being read was rotated away or truncated`,
    );
    assert.deepEqual([chunk?.lines.map(({ text }) => text), await readAll()], [['three'], ['four', 'five']]);
  });

  it('tells that something may be missing when files came and went between two looks', async (t) => {
    const { docker, readAll } = startFollowing(t, { maxFile: 1 });
    docker.print('stdout', 'one');
    await readAll();
    docker.rotate();
    const deletedAt = Date.now();
    docker.print('stdout', 'two');
    while (Date.now() < deletedAt + 100) await new Promise((resolve) => setImmediate(resolve));
    docker.rotate();
    docker.print('stdout', 'three');

    const texts = await readAll();

    const gap = 'gap: an unknown amount lost: the log was rotated more than once before it was looked at';
    assert.deepEqual(texts, [gap, 'three']);
  });

  it('holds deleted files open until they are read, but not more than the disk can bear', async (t) => {
    const { docker, read, readAll } = startFollowing(t, { maxFile: 1 });
    docker.print('stdout', 'one\ntwo\nthree');
    const { length } = readFileSync(docker.logPath);
    const first = await read(length / 2);
    docker.rotate();
    docker.seek(300_000_000);
    docker.print('stdout', 'lost');
    const second = await read(1);
    docker.rotate();
    docker.print('stdout', 'kept');

    const rest = await readAll();

    const begun = [...(first?.lines ?? []), ...(second?.lines ?? [])].map(({ text }) => text);
    const gap = 'gap: at least 300 MB lost: the log was rotated faster than it could be read';
    assert.deepEqual([...begun, ...rest], ['one', 'two', 'three', gap, 'kept']);
  });

  it('does not take its file for lost in the middle of a rotation', async (t) => {
    const { docker, readAll, restart, stop } = startFollowing(t, { maxFile: 3 });
    docker.print('stdout', 'one');
    await readAll();
    await stop();
    const away = `${docker.logPath}.away`;
    renameSync(docker.logPath, away);
    writeFileSync(`${docker.logPath}.1`, 'older\n');
    restart();

    const between = await readAll();
    docker.print('stdout', 'two');
    renameSync(away, docker.logPath);

    assert.deepEqual([between, await readAll()], [[], ['two']]);
  });
});
