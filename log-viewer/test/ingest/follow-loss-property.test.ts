import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import fc from 'fast-check';
import { createFollower, type Cursor, type Follower } from '../../src/ingest/follow.ts';
import { createDockerFolder, type FakeContainer } from '../docker-folder.ts';

const STEPS = ['print', 'print', 'print', 'read', 'rotate', 'rotate', 'stop', 'start', 'truncate'] as const;
const GAP = -1;

const schedule = fc.record({
  steps: fc.array(fc.constantFrom(...STEPS), { maxLength: 60 }),
  maxFile: fc.integer({ min: 1, max: 3 }),
  isCompressed: fc.boolean(),
});

describe('a follower of a log whose files are deleted', () => {
  it('loses nothing while it looks, repeats nothing, and has a gap for whatever is missing', async (t) => {
    const docker = createDockerFolder(join(temporaryFolder(t), 'containers'));
    const property = fc.asyncProperty(schedule, async ({ steps, maxFile, isCompressed }) => {
      const container = docker.create({ name: 'web', maxFile, isCompressed });
      try {
        const { printed, received } = await run(container, steps);

        const problems = received.flatMap((number, at) => {
          if (number === GAP) return [];
          const before = received.slice(0, at);
          const expected = (before.findLast((each) => each !== GAP) ?? -1) + 1;
          if (number === expected || (number > expected && before.at(-1) === GAP)) return [];
          return [`${number} came where ${expected} was due`];
        });
        assert.deepEqual(problems, []);
        assert.equal(received.findLast((each) => each !== GAP) ?? -1, printed - 1);
      } finally {
        container.remove();
      }
    });

    await fc.assert(property, { numRuns: 150 });
  });
});

/** Plays the steps, then prints a last line; a running follower looks at each rotation and before each truncation. */
async function run(container: FakeContainer, steps: readonly (typeof STEPS)[number][]) {
  const received: number[] = [];
  let printed = 0;
  let cursor: Cursor | null = null;
  let follower: Follower | null = null;
  const path = container.logPath;

  function print(): void {
    container.print('stdout', String(printed));
    printed += 1;
  }

  async function start(): Promise<void> {
    follower ??= createFollower({ path, cursor, tailBytes: Infinity, now: () => 0 });
    await read(1);
  }

  async function read(maxBytes: number): Promise<boolean> {
    const chunk = await follower?.read(maxBytes);
    if (!chunk) return false;
    if (chunk.gap) received.push(GAP);
    received.push(...chunk.lines.map(({ text }) => Number(text)));
    ({ cursor } = chunk);
    return true;
  }

  // An empty file has nothing to be told by from another that gets its inode.
  print();
  await start();
  for (const step of steps) {
    if (step === 'print') print();
    if (step === 'read') await read(100);
    if (step === 'rotate') container.rotate();
    if (step === 'rotate') await read(1);
    if (step === 'truncate' && follower) {
      while (await read(1000));
      container.truncate();
    }
    if (step === 'stop') await (follower as Follower | null)?.close();
    if (step === 'stop') follower = null;
    if (step === 'start') await start();
  }
  await start();
  print();
  while (await read(1000));
  await (follower as Follower | null)?.close();
  return { printed, received };
}
