import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { assertUnharmed, canaries, unfoldAll } from '@monlight/shared/testing/canary';
import { until } from '../alerts/support.ts';
import { startFakePostmark, UNPROCESSABLE } from '../fake-postmark.ts';
import { startErrorTracker } from '../start.ts';

const { short, medium, long } = canaries;

/** Every field that a client can fill, filled with markup. */
const hostile = {
  project: medium,
  exception_type: medium,
  message: long,
  environment: short,
  traceback: [
    'Traceback (most recent call last):',
    `  File "/app/${medium}", line 1, in ${medium}\n    ${long}`,
    `  File "/usr/lib/python3.11/site-packages/${medium}.py", line 1, in ${medium}\n    ${long}`,
    `  File "/app/b.py", line 1, in ${medium}\n    ${long}`,
    `${medium}: ${long}`,
  ].join('\n'),
  request_url: `javascript:__xss=1//${long}`,
  request_method: short.slice(0, 10),
  request_headers: { [medium]: long, Cookie: long },
  user_id: long,
  extra: { [medium]: long, list: [long, { [long]: [long] }], html: { __html: long, dangerouslySetInnerHTML: long } },
};

describe('markup in the fields of a report', () => {
  it(
    'is shown word for word by every page of the error tracker, and never taken for markup',
    withBrowser(async (t, browser) => {
      const postmark = await startFakePostmark(t);
      postmark.meet({ ...UNPROCESSABLE, body: { ErrorCode: 300, Message: long } });
      const tracker = await startErrorTracker(t, {
        env: {
          POSTMARK_API_TOKEN: 'the-token',
          POSTMARK_FROM_EMAIL: 'monlight@example.com',
          ALERT_EMAILS: 'ops@example.com',
          POSTMARK_API_URL: postmark.url,
        },
      });
      await tracker.send({ ...hostile, traceback: medium, fingerprint: 'a' });
      await tracker.send({ ...hostile, request_url: `https://${long}`, fingerprint: 'a' });
      await tracker.send({ ...hostile, fingerprint: 'a' });
      await until(() => tracker.log.some(({ msg }) => msg.startsWith('alert was not sent')), 'the alert is refused');

      const query = new URLSearchParams({
        project: medium,
        environment: short,
        search: medium,
        sort: medium,
        since: medium,
      });
      const page = await browser.open(tracker.url, { signedIn: tracker, expected: [/status of 404 /] });
      const see = async (view: string, shown = medium) => {
        await unfoldAll(page);
        await assertUnharmed(page, view, shown);
      };

      await page.getByText('1 alert mail could not be sent.').waitFor();
      await see('the list');
      await page.getByRole('button', { name: /^Alerts/ }).click();
      await see('the failed alerts', long.slice(0, 60));
      await page.goto(`${tracker.url}/?${query.toString()}`);
      await see('the list, filtered by markup');
      await page.locator('.group-link').first().click();
      await page.getByText('Occurrence 1 of 3').waitFor();
      await see('an error, its newest occurrence', `javascript:__xss=1//${long.slice(0, 60)}`);
      await page.getByRole('button', { name: 'Show all frames' }).click();
      await see('all frames of a traceback', `/app/${medium}`);
      await page.getByRole('button', { name: 'Raw' }).first().click();
      await see('a raw traceback', `/app/${medium}`);
      await page.getByRole('button', { name: 'Older occurrence' }).click();
      await page.getByText('Occurrence 2 of 3').waitFor();
      await see('an older occurrence', long);
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).waitFor();
      await see('the question whether to delete it');
      await page.goto(
        `${tracker.url}/errors/${encodeURIComponent(medium)}?view=${encodeURIComponent(medium)}#${encodeURIComponent(medium)}`,
      );
      await page.getByText('There is no such error').waitFor();
      await see('an address that leads nowhere', 'There is no such error');
    }),
  );
});

describe('a text that turns the reading direction', () => {
  it(
    'turns none but itself',
    withBrowser(async (t, browser) => {
      const tracker = await startErrorTracker(t);
      await tracker.send({
        exception_type: '\u202eType',
        message: 'first last',
        extra: { '\u202ename': 'first last' },
      });
      const page = await browser.open(tracker.url, { signedIn: tracker });
      /** Whether the first letter of an element's text stands left of its last. */
      const readsOn = (selector: string) =>
        page.evaluate<boolean>(`(() => {
          const text = document.querySelector(${JSON.stringify(selector)}).firstChild.parentNode;
          const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
          let last; while (walker.nextNode()) last = walker.currentNode;
          const at = (from) => { const range = document.createRange(); range.setStart(last, from); range.setEnd(last, from + 1); return range.getBoundingClientRect().left; };
          return at(last.data.search(/\\w/)) < at(last.data.length - 2);
        })()`);

      await page.locator('.group-message').waitFor();
      const inList = await readsOn('.group-message');
      await page.locator('.group-link').click();
      await page.locator('.json-string').first().waitFor();

      assert.equal(inList, true);
      assert.equal(await readsOn('.json-string'), true);
    }),
  );
});
