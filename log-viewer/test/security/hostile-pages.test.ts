import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { assertUnharmed, canaries, unfoldAll } from '@monlight/shared/testing/canary';
import { startLogViewer } from '../start.ts';

const { medium, long } = canaries;
const ESC = '\u001b';

/** What a container may print: markup, and what terminals take for links, titles, colours and moves. */
const printed = [
  `ERROR ${long}`,
  `${ESC}]8;;javascript:__xss=1${ESC}\\linked ${medium}${ESC}]8;;${ESC}\\`,
  `${ESC}]8;;https://evil.example/${ESC}\\linked elsewhere ${medium}${ESC}]8;;${ESC}\\`,
  `${ESC}]0;${medium}\u0007${ESC}[31;1m${medium}${ESC}[2J${ESC}[38;2;1;1;1;url(//evil.example)m${medium}`,
  JSON.stringify({
    msg: long,
    [medium]: medium,
    html: { __html: long },
    url: 'javascript:__xss=1',
    list: [{ [long]: long }],
  }),
  `INFO \u202e${medium}\u2066 \u202d \u0000\u0007\u009b31m`,
  `Traceback (most recent call last):\n  File "${medium}", line 1, in ${medium}\n    ${long}\nKeyError: ${long}`,
];

describe('markup in log lines and names of containers', () => {
  it(
    'is shown word for word by every view of the log viewer, and never taken for markup',
    withBrowser(async (t, browser) => {
      const viewer = await startLogViewer(t);
      const labels = { 'com.docker.compose.project': medium, 'com.docker.compose.service': medium };
      const container = viewer.docker.create({ name: medium, labels, startedAt: Date.now() - 60_000 });
      for (const line of printed) container.print('stdout', line);
      viewer.docker.create({ name: `other ${medium}`, driver: 'local' });
      await viewer.stored(printed.length);
      const page = await browser.open(viewer.url, { signedIn: viewer });
      const see = async (view: string, shown = medium) => {
        await unfoldAll(page);
        await assertUnharmed(page, view, shown);
      };

      await page
        .locator('article')
        .nth(printed.length - 1)
        .waitFor();
      await see('the list');
      for (let at = 0; at < printed.length; at += 1) {
        await page.locator('article .entry-toggle').nth(at).click();
        await page.locator('article.expanded .entry-detail').first().waitFor();
        await see(`entry ${at} as a whole`);
        await page.locator('article .entry-toggle').nth(at).click();
      }
      await page.getByRole('button', { name: 'Containers:' }).click();
      await page.locator('.container-choice').first().waitFor();
      await see('the containers');
      for (const query of [
        { search: '"onerror"' },
        { container: medium },
        { search: medium, level: medium },
        { entry: '1' },
      ]) {
        await page.goto(`${viewer.url}/?${new URLSearchParams(query).toString()}`);
        await page.locator('main').waitFor();
        await see(`the page with ${JSON.stringify(query)}`);
      }
      await page.getByRole('button', { name: 'Show in context' }).first().click();
      await see('an entry among its neighbours');
      await page.goto(viewer.url);
      await page.getByRole('button', { name: 'Live' }).click();
      container.print('stdout', `INFO live ${long}`);
      await see('a line that comes live', `live ${long.slice(0, 60)}`);
    }),
  );
});
