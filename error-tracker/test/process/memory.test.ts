import { join } from 'node:path';
import { describe, it } from 'node:test';
import { freePort, spawnService } from '@monlight/shared/testing/service-process';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { until } from '@monlight/shared/testing/until';
import { API_KEY, MAIN } from '../start.ts';

/** Twenty seconds pass in twenty milliseconds, and a collection says so. */
const QUICKLY = `
  const { setTimeout, gc } = globalThis;
  globalThis.setTimeout = (run, ms, ...rest) => setTimeout(run, ms === 20_000 ? 20 : ms, ...rest);
  globalThis.gc = (options) => {
    gc(options);
    process.stderr.write('collected: ' + JSON.stringify(options));
  };
`;

describe('an idle service', () => {
  it('collects what its start has left', { timeout: 20_000 }, async (t) => {
    const preload = `data:text/javascript,${encodeURIComponent(QUICKLY)}`;
    const service = spawnService(t, MAIN, {
      API_KEY,
      DATABASE_PATH: join(temporaryFolder(t), 'errors.db'),
      PORT: String(await freePort()),
      NODE_OPTIONS: `--expose-gc --import=${preload}`,
    });
    await service.healthy();

    await until('memory is collected', () =>
      service.output().stderr.includes('collected: {"type":"major","execution":"sync","flavor":"last-resort"}'),
    );
    await service.healthy();
  });
});
