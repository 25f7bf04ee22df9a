import assert from 'node:assert/strict';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { startFollowing } from './followed-container.ts';

describe('a follower', () => {
  it('hands out what is there, and then what is new', async (t) => {
    const { docker, readAll } = startFollowing(t);
    docker.print('stdout', 'one\ntwo');

    const first = await readAll();
    docker.print('stderr', 'three');
    const second = await readAll();

    assert.deepEqual([first, second, await readAll()], [['one', 'two'], ['three'], []]);
  });

  it('waits for the end of a line', async (t) => {
    const { docker, readAll } = startFollowing(t);
    docker.print('stdout', 'one');
    docker.write(String.raw`{"log":"two\n","str`);

    const before = await readAll();
    docker.write('eam":"stdout"}\n');

    assert.deepEqual([before, await readAll()], [['one'], ['two']]);
  });

  it('says with each chunk how far it is and whether there is more', async (t) => {
    const { docker, read } = startFollowing(t);
    docker.print('stdout', 'one\ntwo\nthree');
    const line = readFileSync(docker.logPath).length / 3;

    const first = await read(Math.ceil(2 * line));
    const second = await read();

    assert.deepEqual([first?.lines.length, first?.hasMore, second?.lines.length, second?.hasMore], [2, true, 1, false]);
    assert.equal(second?.cursor.offset, readFileSync(docker.logPath).length);
  });

  it('hands out each line as it was written, letters beyond ASCII anywhere among thousands of plain lines', async (t) => {
    const { docker, readAll } = startFollowing(t);
    const lines = Array.from({ length: 3000 }, (_, n) => {
      const letters = n % 97 === 0 ? 'grüße 🎉' : n % 331 === 0 ? 'Ω'.repeat(3000) : '';
      return `${n} ${letters}${'x'.repeat((n * 7919) % 5000)}`;
    });
    docker.print('stdout', lines.join('\n'));

    assert.deepEqual(await readAll(100_000), lines);
  });

  it('marks the pieces of a line that Docker cut', async (t) => {
    const { docker, read } = startFollowing(t);
    docker.print('stdout', 'x'.repeat(40_000));

    const chunk = await read(100);
    const rest = await read();

    const pieces = [...(chunk?.lines ?? []), ...(rest?.lines ?? [])];
    assert.deepEqual(
      pieces.map(({ text, isPartial }) => [text.length, isPartial]),
      [
        [16_384, true],
        [16_384, true],
        [7232, false],
      ],
    );
    assert.equal(new Set(pieces.map(({ stamp }) => stamp)).size, 1);
  });

  it('hands out a line that is longer than a read, and cuts one that is longer than 4 MiB', async (t) => {
    const { docker, readAll } = startFollowing(t);
    docker.write(`${'a'.repeat(3_000_000)}\n${'b'.repeat(5_000_000)}`);

    const before = await readAll(1000);
    docker.write('bbb\nshort\n');
    const [cut = '', short] = await readAll(1000);

    assert.deepEqual(
      before.map(({ length }) => length),
      [3_000_000],
    );
    assert.equal(cut, `${'b'.repeat(4 * 1024 * 1024)}… [cut after 4 MiB]`);
    assert.equal(short, 'short');
  });

  it('reads about the last bytes of a log that it sees for the first time', async (t) => {
    const { docker, readAll } = startFollowing(t, { maxFile: 3 }, { tailBytes: 200 });
    docker.print('stdout', 'rotated');
    docker.rotate();
    docker.print('stdout', Array.from({ length: 50 }, (_, at) => `line ${at}`).join('\n'));

    const texts = await readAll();

    assert.deepEqual(texts, ['line 48', 'line 49']);
  });

  it('reads a log from its beginning that was not there at the first look', async (t) => {
    const { docker, readAll } = startFollowing(t, {}, { tailBytes: 1 });
    const away = `${docker.logPath}.away`;
    renameSync(docker.logPath, away);

    const before = await readAll();
    docker.print('stdout', 'one\ntwo');
    renameSync(away, docker.logPath);

    assert.deepEqual([before, await readAll()], [[], ['one', 'two']]);
  });

  it('goes on after a restart where it was, even with a log that was empty at the first look', async (t) => {
    const { docker, readAll, restart, stop } = startFollowing(t, {}, { tailBytes: 10 });
    const before = await readAll();
    await stop();
    docker.print('stdout', 'one\ntwo');
    restart();

    assert.deepEqual([before, await readAll()], [[], ['one', 'two']]);
  });

  it('reads a removed container to its end, then has nothing more', async (t) => {
    const { docker, readAll } = startFollowing(t);
    docker.print('stdout', 'one');
    await readAll();
    docker.print('stdout', 'two');
    docker.remove();

    assert.deepEqual([await readAll(), await readAll(), existsSync(docker.folder)], [['two'], [], false]);
  });

  it('fails while the log cannot be read, and goes on when it can', async (t) => {
    const { docker, readAll } = startFollowing(t);
    renameSync(docker.logPath, `${docker.logPath}.away`);
    writeFileSync(join(docker.folder, 'x'), '');
    renameSync(docker.folder, `${docker.folder}.away`);
    writeFileSync(docker.folder, '');

    await assert.rejects(readAll(), { code: 'ENOTDIR' });
    rmSync(docker.folder);
    renameSync(`${docker.folder}.away`, docker.folder);
    writeFileSync(docker.logPath, 'one\n');

    assert.deepEqual(await readAll(), ['one']);
  });

  it('refuses a second read while one is under way', async (t) => {
    const { docker, read } = startFollowing(t);
    docker.print('stdout', 'one');

    const first = read();

    await assert.rejects(read(), /one chunk at a time/);
    assert.equal((await first)?.lines.length, 1);
  });
});
