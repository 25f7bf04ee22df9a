import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { assertFitsTelephone } from '@monlight/shared/testing/ui/page-checks';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { dockerFolderOf } from '../start.ts';
import { four, listed, openLogs, refused, waitForList, writeFour } from './pages.ts';

const newestFirst = four.toReversed();
const isRoot = process.getuid?.() === 0;

describe('the first run', () => {
  it(
    'says that there is no folder and how to mount it',
    withBrowser(async (t, browser) => {
      const missing = join(temporaryFolder(t), 'nowhere');
      const { page } = await openLogs(t, browser, { start: { env: { LOG_SOURCES: missing } } });

      await page.getByText(`There is no folder ${missing}.`).waitFor();
      await page.getByText('/var/lib/docker/containers:ro').waitFor();
      await assertFitsTelephone(page);
    }),
  );

  it('says that the folder may not be read', { skip: isRoot && 'root may read everything' }, async (t) => {
    const test = withBrowser(async (context, browser) => {
      const closed = join(temporaryFolder(context), 'closed');
      mkdirSync(closed);
      chmodSync(closed, 0o000);
      const { page } = await openLogs(context, browser, { start: { env: { LOG_SOURCES: closed } } });
      await page.getByText(`The folder ${closed} may not be read.`).waitFor();
    });
    await test(t);
  });

  it(
    'says that no container is in the folder, and shows the first entry by itself',
    withBrowser(async (t, browser) => {
      const { page, viewer } = await openLogs(t, browser);
      await page.clock.install();
      await page.reload();
      await page.getByText('There is no container in').waitFor();

      viewer.docker.create({ name: 'web' }).print('stdout', 'INFO hello');
      await viewer.stored(1);
      await page.clock.runFor(3000);

      await waitForList(page, ['hello']);
    }),
  );

  it(
    'says that CONTAINERS leaves none, and what was skipped',
    withBrowser(async (t, browser) => {
      const folder = temporaryFolder(t);
      const docker = dockerFolderOf(folder);
      docker.create({ name: 'web' });
      docker.create({ name: 'old', driver: 'local' });
      const { page } = await openLogs(t, browser, { start: { folder, env: { CONTAINERS: 'shop*' } } });

      await page.getByText(/^No container in .* is one to follow\.$/).waitFor();
    }),
  );

  it(
    'names the containers that are followed while they are silent, and those that are not',
    withBrowser(async (t, browser) => {
      const folder = temporaryFolder(t);
      const docker = dockerFolderOf(folder);
      docker.create({ name: 'web' });
      docker.create({ name: 'old', driver: 'local' });
      const { page } = await openLogs(t, browser, { start: { folder } });

      await page.getByText(/^1 container is followed in/).waitFor();
      await page.getByRole('heading', { name: 'Not followed' }).waitFor();
      await page.getByText(/^old: /).waitFor();
    }),
  );
});

describe('a source that goes away', () => {
  it(
    'is told above what is stored',
    withBrowser(async (t, browser) => {
      const { page, viewer } = await openLogs(t, browser, { seed: writeFour, start: { env: { POLL_INTERVAL: '1' } } });
      await waitForList(page, newestFirst);

      rmSync(viewer.docker.path, { recursive: true });
      await page.waitForFunction(
        async () => {
          document.querySelector<HTMLButtonElement>('.auto-refresh button')?.click();
          return document.querySelector('.banner')?.textContent.includes('No new entries come in') ?? false;
        },
        undefined,
        { polling: 500 },
      );

      assert.equal((await listed(page)).length, newestFirst.length);
    }),
  );
});

describe('an outage', () => {
  it(
    'is told, leaves what was read in place, and ends by itself',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed: writeFour, expected: [/net::ERR_INTERNET_DISCONNECTED/] });
      await waitForList(page, newestFirst);

      await page.context().setOffline(true);
      await page.getByRole('button', { name: 'Refresh now' }).click();
      await page.getByText('The server cannot be reached. Trying again…').waitFor();
      await waitForList(page, newestFirst);
      await page.context().setOffline(false);

      await page.getByText('The server cannot be reached. Trying again…').waitFor({ state: 'detached' });
    }),
  );

  it(
    'of the first answer offers to try again',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed: writeFour, expected: [refused(500)] });
      await waitForList(page, newestFirst);
      await page.route('**/api/logs?*', (route) => route.fulfill({ status: 500, json: { detail: 'Internal error' } }));
      await page.reload();
      await page.getByText('That did not work').waitFor();

      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.getByRole('button', { name: 'Try again' }).click();

      await waitForList(page, newestFirst);
    }),
  );

  it(
    'of the server’s patience before the first answer counts down, and ends by itself',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed: writeFour, expected: [refused(429)] });
      await waitForList(page, newestFirst);
      await page.clock.install();
      await page.route('**/api/logs?*', (route) =>
        route.fulfill({ status: 429, json: { detail: 'Rate limit exceeded', retry_after: 12 } }),
      );
      await page.reload();
      await page.getByText('Too many requests').waitFor();
      await page.getByText('Trying again in 12 s.').waitFor();

      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.clock.runFor(12_000);

      await waitForList(page, newestFirst);
    }),
  );

  it(
    'of speed is told, and is over with the answer',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed: writeFour });
      await waitForList(page, newestFirst);
      await page.clock.install();
      const release = Promise.withResolvers<void>();
      await page.route('**/api/logs?*', async (route) => {
        await release.promise;
        await route.continue();
      });
      await page.reload();
      await page.locator('.loading-rows').waitFor();

      await page.clock.runFor(5000);
      await page.getByText('Still working: the server takes its time…').waitFor();
      release.resolve();

      await waitForList(page, newestFirst);
      await page.getByText('Still working').waitFor({ state: 'detached' });
    }),
  );
});

describe('a session that ends', () => {
  it(
    'asks for the key in the middle of a live tail, and goes on with it',
    withBrowser(async (t, browser) => {
      const { page, viewer } = await openLogs(t, browser, {
        seed: writeFour,
        query: '?live=1',
        start: { tailTimes: { maxDurationMs: 500 } },
        expected: [refused(401)],
      });
      await waitForList(page, newestFirst);

      await page.context().clearCookies();
      await page.getByLabel('API key').fill(viewer.apiKey);
      await page.getByRole('button', { name: 'Sign in' }).click();
      viewer.docker.create({ name: 'late' }).print('stdout', 'INFO after all');

      await waitForList(page, ['after all', ...newestFirst]);
    }),
  );
});
