import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { startFollowing } from './followed-container.ts';

describe('a follower of a log that is truncated', () => {
  it('passes over NULs at the head and between lines', async (t) => {
    const { docker, readAll } = startFollowing(t);
    docker.write(Buffer.alloc(700_000));
    docker.print('stdout', 'one');
    docker.write(Buffer.concat([Buffer.from('torn'), Buffer.alloc(300_000)]));
    docker.print('stdout', 'two');
    docker.write(Buffer.alloc(5));

    const texts = await readAll();

    assert.deepEqual(texts, ['one', 'torn', 'two']);
  });

  it('passes over gigabytes of NULs', async (t) => {
    const { docker, readAll, restart, stop } = startFollowing(t, { maxFile: 3 });
    docker.rotate();
    docker.print('stdout', 'one');
    const read = await readAll();
    const sparse = 5_000_000_000;
    docker.seek(sparse);
    docker.truncate();
    docker.print('stdout', 'two');

    const recovered = await readAll();
    await stop();
    restart();
    docker.print('stdout', 'three');

    assert.deepEqual([read, recovered, await readAll()], [['one'], ['two'], ['three']]);
  });

  it('reads what was not read yet of a truncated file from its copy', async (t) => {
    const { docker, readAll } = startFollowing(t);
    docker.print('stdout', 'one');
    await readAll();
    docker.print('stdout', 'two');
    docker.copyTruncate();
    docker.print('stdout', 'three');
    docker.copyTruncate();
    docker.print('stdout', 'four'.repeat(100));

    assert.deepEqual(await readAll(), ['two', 'three', 'four'.repeat(100)]);
  });

  it('begins again with a file that was truncated and has grown beyond where it was', async (t) => {
    const { docker, readAll } = startFollowing(t);
    docker.print('stdout', 'one');
    await readAll();
    docker.truncate();
    docker.print('stdout', 'much more than there was\nand more');

    assert.deepEqual(await readAll(), ['much more than there was', 'and more']);
  });

  it('tells how much is lost at least when what it had not read is truncated', async (t) => {
    const { docker, read, readAll } = startFollowing(t);
    docker.print('stdout', 'one\ntwo\nthree');
    const { length } = readFileSync(docker.logPath);
    const first = await read(length / 2);
    docker.truncate();
    docker.print('stdout', 'four');

    const texts = await readAll();

    const lost = length - (first?.cursor.offset ?? 0);
    assert.deepEqual(texts, [`gap: at least ${lost} bytes lost: the file was truncated`, 'four']);
  });

  it('tells another file from its own by the first line, even with the same inode', async (t) => {
    const { docker, readAll, restart, stop } = startFollowing(t);
    docker.print('stdout', 'one');
    await readAll();
    await stop();
    const bytes = readFileSync(docker.logPath, 'utf8').replace('one', 'two');
    writeFileSync(docker.logPath, bytes.repeat(3));
    restart();

    const texts = await readAll();

    assert.match(texts[0] ?? '', /^gap: an unknown amount lost/);
    assert.deepEqual(texts.slice(1), ['two', 'two', 'two']);
  });

  it('does not repeat what the disk lost at the end', async (t) => {
    const { docker, readAll, restart, stop } = startFollowing(t);
    docker.print('stdout', 'one\ntwo');
    const half = readFileSync(docker.logPath).length / 2;
    await readAll();
    await stop();
    writeFileSync(docker.logPath, readFileSync(docker.logPath).subarray(0, half));
    restart();

    const before = await readAll();
    appendFileSync(docker.logPath, 'three\n');

    assert.deepEqual([before, await readAll()], [[], ['three']]);
  });

  it('tells of a loss when the next line comes, also after a restart in between', async (t) => {
    const { docker, read, readAll, restart, stop } = startFollowing(t);
    docker.print('stdout', 'one\ntwo\nthree');
    const { length } = readFileSync(docker.logPath);
    await read(length / 2);
    docker.truncate();

    const empty = await readAll();
    await stop();
    restart();
    docker.print('stdout', 'four');
    const [gap = '', ...texts] = await readAll();

    assert.match(gap, /^gap: at least \d+ bytes lost/);
    assert.deepEqual([empty, texts], [[], ['four']]);
  });
});
