import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import fc from 'fast-check';
import { createFollower, type Cursor, type Follower } from '../../src/ingest/follow.ts';
import { createDockerFolder, type FakeContainer } from '../docker-folder.ts';

/** More than any schedule rotates: nothing is deleted unread. */
const MAX_FILE = 60;
const GONE = 'gap: an unknown amount lost: the file that was there is gone';

const length = fc.oneof(
  { weight: 6, arbitrary: fc.nat(300) },
  { weight: 1, arbitrary: fc.integer({ min: 16_000, max: 40_000 }) },
);
const common = [
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('print' as const), length }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('read' as const), maxBytes: fc.integer({ min: 1, max: 50_000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { kind: 'restart' as const },
      { kind: 'half line' as const },
      { kind: 'daemon' as const },
    ),
  },
];
const rotations = fc.constantFrom({ kind: 'rotate' as const });
const compressions = fc.constantFrom(
  { kind: 'rotate' as const },
  { kind: 'compress' as const },
  { kind: 'half' as const },
);
const truncations = fc.constantFrom({ kind: 'copy' as const });
type Step =
  | { kind: 'print'; length: number }
  | { kind: 'read'; maxBytes: number }
  | { kind: 'restart' | 'half line' | 'daemon' | 'rotate' | 'compress' | 'half' | 'copy' };

const schedules: [string, boolean, fc.Arbitrary<Step>][] = [
  ['rotated', false, fc.oneof(...common, { weight: 3, arbitrary: rotations })],
  ['rotated and compressed', true, fc.oneof(...common, { weight: 3, arbitrary: compressions })],
  ['copied and truncated', false, fc.oneof(...common, { weight: 3, arbitrary: truncations })],
  [
    'rotated, copied and truncated',
    false,
    fc.oneof(...common, { weight: 2, arbitrary: rotations }, { weight: 2, arbitrary: truncations }),
  ],
];

describe('a follower', () => {
  for (const [fate, isCompressed, step] of schedules) {
    it(`hands out every line once and in order from files that are ${fate}`, async (t) => {
      const docker = createDockerFolder(join(temporaryFolder(t), 'containers'));
      const property = fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        const container = docker.create({ name: 'app', maxFile: MAX_FILE, isCompressed });
        const world = createWorld(container);
        try {
          for (const each of steps) await world.perform(each);
          await world.readAll();

          // An empty file that was compressed meanwhile cannot be told from one that is gone.
          const received = world.received().filter((line) => !(isCompressed && line.startsWith(GONE)));
          assert.deepEqual(received, world.printed);
        } finally {
          await world.close();
          container.remove();
        }
      });

      await fc.assert(property, { numRuns: 100 });
    });
  }
});

/** A container, what it printed, and a follower with what it was given. */
function createWorld(container: FakeContainer) {
  const printed: string[] = [];
  const pieces: string[] = [];
  let cursor: Cursor | null = null;
  let follower: Follower = open();

  function open(): Follower {
    return createFollower({ path: container.logPath, cursor, tailBytes: Infinity, now: () => 0 });
  }

  async function read(maxBytes: number): Promise<boolean> {
    const chunk = await follower.read(maxBytes);
    if (!chunk) return false;
    if (chunk.gap) pieces.push(`${chunk.gap}\n`);
    for (const { text, isPartial } of chunk.lines) pieces.push(isPartial ? text : `${text}\n`);
    cursor = structuredClone(chunk.cursor);
    return true;
  }

  async function perform(step: Step): Promise<void> {
    const text = `${printed.length}:`;
    switch (step.kind) {
      case 'print':
        printed.push(text.padEnd(step.length, '<"x'));
        return container.print(printed.length % 3 === 0 ? 'stderr' : 'stdout', printed.at(-1) ?? '');
      case 'half line':
        printed.push(text);
        container.write(`{"log":"${text}`);
        await read(1000);
        return container.write(`\\n","stream":"stdout","time":"2026-01-23T15:30:00.${printed.length + 100}Z"}\n`);
      case 'read':
        await read(step.maxBytes);
        return;
      case 'restart':
        await follower.close();
        follower = open();
        return;
      case 'daemon':
        return container.restart();
      case 'rotate':
        return container.rotate();
      case 'compress':
        return container.compress();
      case 'half':
        return container.compress('half');
      case 'copy':
        return container.copyTruncate(MAX_FILE);
    }
  }

  return {
    printed,
    perform,
    received: () => pieces.join('').split('\n').slice(0, -1),
    async readAll(): Promise<void> {
      while (await read(50_000));
    },
    close: () => follower.close(),
  };
}
