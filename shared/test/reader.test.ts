import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { createReader } from '@monlight/shared/reader';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';

type Sums = Record<'add' | 'count' | 'die' | 'fail', (argument: never) => unknown> & {
  add: (numbers: number[]) => number;
  count: (counter: Int32Array) => number;
  die: (times: string) => string;
  fail: (words: string) => never;
};

/** A thread that adds, counts in memory that both threads see, fails, and ends itself in the middle of a question as often as a file says. */
const THREAD = `
import { parentPort } from 'node:worker_threads';
import { readFileSync, writeFileSync } from 'node:fs';
const reads = {
  add: (numbers) => numbers.reduce((sum, number) => sum + number, 0),
  count: (counter) => Atomics.add(counter, 0, 1),
  fail: (words) => { throw new Error(words); },
  die: (file) => {
    const left = Number(readFileSync(file, 'utf8'));
    if (left === 0) return 'alive';
    writeFileSync(file, String(left - 1));
    process.exit(1);
  },
};
parentPort.on('message', ({ number, name, argument }) => {
  try {
    parentPort.postMessage({ number, result: reads[name](argument) });
  } catch (error) {
    parentPort.postMessage({ number, error });
  }
});
`;

function start(t: TestContext) {
  const folder = temporaryFolder(t);
  const file = join(folder, 'thread.mjs');
  writeFileSync(file, THREAD);
  const reader = createReader<Sums>({ thread: pathToFileURL(file), data: null, heapMiB: 10 });
  t.after(() => reader.close());
  return { reader, deaths: join(folder, 'deaths') };
}

describe('a reader', () => {
  it('answers from another thread, many questions at once', async (t) => {
    const { reader } = start(t);

    const answers = await Promise.all([reader.add([1, 2]), reader.add([3]), reader.add([])]);

    assert.deepEqual(answers, [3, 3, 0]);
  });

  it('lets no more than 16 answers wait while its own thread is busy', async (t) => {
    const { reader } = start(t);
    await reader.add([]);
    const counter = new Int32Array(new SharedArrayBuffer(4));
    const never = new Int32Array(new SharedArrayBuffer(4));

    const answers = Array.from({ length: 40 }, () => reader.count(counter));
    Atomics.wait(never, 0, 0, 300);
    const answered = Atomics.load(counter, 0);
    await Promise.all(answers);

    assert.equal(answered, 16);
    assert.equal(Atomics.load(counter, 0), 40);
  });

  it('lets its thread hold what it was given, whatever the process may', async (t) => {
    setFlagsFromString('--max-old-space-size=400');
    t.after(() => setFlagsFromString('--max-old-space-size=0'));
    const file = join(temporaryFolder(t), 'thread.js');
    writeFileSync(
      file,
      `const { parentPort } = require('node:worker_threads');
       const { getHeapStatistics } = require('node:v8');
       parentPort.on('message', ({ number }) => parentPort.postMessage({ number, result: getHeapStatistics().heap_size_limit }));`,
    );
    const reader = createReader<{ limit: () => number }>({ thread: pathToFileURL(file), data: null, heapMiB: 10 });
    t.after(() => reader.close());

    const limit = await reader.limit();

    assert.ok(limit < 20 * 1024 * 1024, `${limit}`);
  });

  it('hands errors on, and goes on answering', async (t) => {
    const { reader } = start(t);

    await assert.rejects(reader.fail('no such thing'), /no such thing/);
    assert.equal(await reader.add([4]), 4);
  });

  it('asks again when its thread has died, once', async (t) => {
    const { reader, deaths } = start(t);

    writeFileSync(deaths, '1');
    assert.equal(await reader.die(deaths), 'alive');
    writeFileSync(deaths, '2');
    await assert.rejects(reader.die(deaths), /thread ended/);
    assert.equal(await reader.add([5]), 5);
  });
});
