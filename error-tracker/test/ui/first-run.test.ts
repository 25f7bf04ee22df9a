import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { withBrowser } from '@monlight/shared/testing/browser';
import { assertFitsTelephone } from '@monlight/shared/testing/ui/page-checks';
import { API_KEY } from '../start.ts';
import { openTracker, waitForList } from './pages.ts';

describe('the first run', () => {
  it(
    'gives a command that works as it is copied, and shows the error by itself',
    withBrowser(async (t, browser) => {
      const { page, tracker } = await openTracker(t, browser, { permissions: ['clipboard-read', 'clipboard-write'] });
      await page.clock.install();
      await page.reload();
      await page.getByText('No errors yet').waitFor();
      await page.getByRole('button', { name: 'Copy the command' }).click();
      await page.getByText('Copied').waitFor();
      const command = await page.evaluate(() => navigator.clipboard.readText());
      assert.ok(command.includes(`${tracker.url}/api/errors`));

      await promisify(execFile)('sh', ['-c', command], { env: { ...process.env, API_KEY } });
      await page.clock.runFor(3000);

      await waitForList(page, ['ValueError']);
    }),
  );

  it(
    'gives the lines for an application, with the addresses of this server',
    withBrowser(async (t, browser) => {
      const env = { METRICS_COLLECTOR_URL: 'https://mon.example/metrics' };
      const { page, tracker } = await openTracker(t, browser, { start: { env } });
      await page.getByText('No errors yet').waitFor();

      await page.getByRole('button', { name: 'Node' }).click();
      const node = await page.locator('.first-run pre').innerText();
      await page.getByRole('button', { name: 'Python' }).click();
      const python = await page.locator('.first-run pre').innerText();

      assert.ok(node.includes(`errorTrackerUrl: '${tracker.url}',`));
      assert.ok(node.includes("metricsCollectorUrl: 'https://mon.example/metrics',"));
      assert.ok(python.includes(`error_tracker_url="${tracker.url}",`));
    }),
  );

  it(
    'fits a telephone, whichever lines are shown',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser);
      await page.getByText('No errors yet').waitFor();

      await assertFitsTelephone(page, 'Node', 'Python', 'curl');
    }),
  );
});
