import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { bundleService } from '@monlight/shared/commands/bundle';
import { SERVICES } from '@monlight/shared/commands/services';
import { request } from '@monlight/shared/testing/request';
import { freePort, spawnService } from '@monlight/shared/testing/service-process';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';

const API_KEY = 'bundle-key-0123456789';

describe('a service as it is deployed', () => {
  for (const { name } of SERVICES) {
    it(`has all that it loads when it is asked for: ${name}`, async (t) => {
      const folder = temporaryFolder(t);
      const settings = { API_KEY, DATABASE_PATH: join(folder, 'bundle.db'), LOG_SOURCES: folder };
      // What only some need is loaded when they ask.
      const rare = { CORS_ORIGINS: 'https://example.com', PORT: String(await freePort()) };
      const service = spawnService(t, await bundleService(name), { ...settings, ...rare });
      await service.healthy();

      const description = await request(`${service.url}/api/openapi.json`, 'GET', undefined, { 'x-api-key': API_KEY });

      assert.equal(description.status, 200, service.output().stdout);
      assert.equal(description.body.info.title, `Monlight ${name}`);
    });
  }
});
