import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { startMemoryRelease } from '@monlight/shared/memory-release';
import { collectLog } from '@monlight/shared/testing/log-lines';

const LOOK_MS = 20_000;

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** The looks at which memory is collected, of a process that has used so many milliseconds of a processor between two looks, one after the other. */
async function collections(t: TestContext, used: number[]): Promise<number[]> {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let us = 0;
  const collected: number[] = [];
  let look = 0;
  const gc = (() => collected.push(look)) as unknown as NodeJS.GCFunction;
  startMemoryRelease(collectLog('test').log, { gc }, () => us);
  await settle();
  for (const ms of used) {
    us += ms * 1000;
    look += 1;
    t.mock.timers.tick(LOOK_MS);
    await settle();
  }
  return collected;
}

describe('memory release', () => {
  it('collects once there is nothing to do after a start, and only once', async (t) => {
    assert.deepEqual(await collections(t, [400, 5, 5, 5, 5]), [2]);
  });

  it('waits while there is something to do, and collects again after it', async (t) => {
    assert.deepEqual(await collections(t, [400, 5, 900, 18_000, 300, 5, 5]), [2, 6]);
  });

  it('sees what little adds up to', async (t) => {
    assert.deepEqual(await collections(t, [400, 5, ...Array<number>(8).fill(30)]), [2, 6, 10]);
  });

  it('does nothing where Node does not bring it', () => {
    startMemoryRelease(collectLog('test').log, { gc: undefined }, () => assert.fail('it looks'));
  });

  it('is brought by the images', () => {
    const image = readFileSync(new URL('../../deploy/Dockerfile', import.meta.url), 'utf8');
    const commands = image.match(/^ENTRYPOINT .*/gm) ?? [];
    assert.notEqual(commands.length, 0);
    for (const command of commands) assert.match(command, /"--expose-gc"/);
  });
});
