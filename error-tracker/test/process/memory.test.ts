import { join } from 'node:path';
import { describe, it } from 'node:test';
import { freePort, spawnService } from '@monlight/shared/testing/service-process';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { until } from '@monlight/shared/testing/until';
import { API_KEY, MAIN } from '../start.ts';

/** Twenty seconds pass in twenty milliseconds, and a collection of all that can be collected says so. */
const QUICKLY = `
  import { constants, PerformanceObserver } from 'node:perf_hooks';
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (run, ms, ...rest) => setTimeout(run, ms === 20_000 ? 20 : ms, ...rest);
  new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries()) {
      if (detail.flags & constants.NODE_PERFORMANCE_GC_FLAGS_ALL_AVAILABLE_GARBAGE) process.stderr.write('collected');
    }
  }).observe({ entryTypes: ['gc'] });
`;

describe('an idle service', () => {
  it('collects what its start has left', { timeout: 20_000 }, async (t) => {
    const preload = `data:text/javascript,${encodeURIComponent(QUICKLY)}`;
    const service = spawnService(t, MAIN, {
      API_KEY,
      DATABASE_PATH: join(temporaryFolder(t), 'errors.db'),
      PORT: String(await freePort()),
      NODE_OPTIONS: `--import=${preload}`,
    });
    await service.healthy();

    await until('memory is collected', () => service.output().stderr.includes('collected'));
    await service.healthy();
  });
});
