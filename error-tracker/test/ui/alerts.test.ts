import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { startFakePostmark, UNPROCESSABLE } from '../fake-postmark.ts';
import { openTracker, refused, waitForList } from './pages.ts';

const settings = {
  POSTMARK_API_TOKEN: 'a-token',
  POSTMARK_FROM_EMAIL: 'monlight@example.com',
  ALERT_EMAILS: 'team@example.com',
};

describe('the alerts panel', () => {
  it(
    'says that mails are off, what is not set, and what a test says about it',
    withBrowser(async (t, browser) => {
      const { page } = await openTracker(t, browser, {
        start: { env: { POSTMARK_API_TOKEN: 'a-token' } },
        expected: [refused(503)],
      });

      await page.getByText('Alert mails are off: POSTMARK_FROM_EMAIL and ALERT_EMAILS not set.').waitFor();
      await page.getByRole('button', { name: 'Show details' }).click();
      const panel = page.getByRole('dialog', { name: 'Alert mails' });
      await panel.getByRole('button', { name: 'Send test alert' }).click();

      await panel.getByText('Alerts are not configured: POSTMARK_FROM_EMAIL is not set').waitFor();
    }),
  );

  it(
    'sends a test',
    withBrowser(async (t, browser) => {
      const postmark = await startFakePostmark(t);
      const { page } = await openTracker(t, browser, {
        start: { env: { ...settings, POSTMARK_API_URL: postmark.url } },
      });

      await page.getByRole('button', { name: 'Alerts' }).click();
      await page.getByRole('button', { name: 'Send test alert' }).click();
      await page.getByText('Sent. Look into your inbox.').waitFor();

      assert.equal(postmark.accepted.length, 1);
    }),
  );

  it(
    'tells of mails that were refused for good, until they are dismissed',
    withBrowser(async (t, browser) => {
      const postmark = await startFakePostmark(t);
      postmark.meet(UNPROCESSABLE);
      const { page, tracker } = await openTracker(t, browser, {
        start: { env: { ...settings, POSTMARK_API_URL: postmark.url } },
        seed: async ({ send, call }) => {
          await send();
          while ((await call('GET', '/api/alerts')).body.failed.length === 0);
        },
      });

      await page.getByText('1 alert mail could not be sent.').waitFor();
      await page.getByRole('button', { name: 'Show details' }).click();
      await page.getByText(/Invalid 'From' address/).waitFor();
      await page.getByRole('button', { name: 'Dismiss all' }).click();

      await page.getByText('1 alert mail could not be sent.').waitFor({ state: 'detached' });
      assert.deepEqual((await tracker.call('GET', '/api/alerts')).body.failed, []);
      await page.keyboard.press('Escape');
      await waitForList(page, ['ValueError']);
    }),
  );
});
