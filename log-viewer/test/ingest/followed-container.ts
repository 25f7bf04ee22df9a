import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { createFollower, type Chunk, type Cursor, type FollowerOptions } from '../../src/ingest/follow.ts';
import { createDockerFolder, type ContainerOptions } from '../docker-folder.ts';

const PLENTY = 1_000_000;

/** A container whose log is followed from its beginning, or as `options` say. */
export function startFollowing(
  t: TestContext,
  container: Partial<ContainerOptions> = {},
  options: Partial<FollowerOptions> = {},
) {
  const docker = createDockerFolder(join(temporaryFolder(t), 'containers')).create({ name: 'web', ...container });
  let cursor: Cursor | null = null;
  const create = () => createFollower({ path: docker.logPath, cursor, tailBytes: Infinity, now: () => 7, ...options });
  let follower = create();
  t.after(() => follower.close());

  async function read(maxBytes = PLENTY): Promise<Chunk | null> {
    const chunk = await follower.read(maxBytes);
    if (chunk) ({ cursor } = chunk);
    return chunk;
  }

  return {
    docker,
    read,
    /** All there is to read, gaps among the lines. */
    readAll: async (maxBytes = PLENTY): Promise<string[]> => {
      const texts: string[] = [];
      for (let chunk = await read(maxBytes); chunk; chunk = await read(maxBytes)) {
        texts.push(...(chunk.gap === undefined ? [] : [chunk.gap]), ...chunk.lines.map(({ text }) => text));
      }
      return texts;
    },
    stop: () => follower.close(),
    /** Another follower goes on from the last cursor. */
    restart: (): void => {
      follower = create();
    },
  };
}
