import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { four, listed, openLogs, refused, rowOf, waitForList, waitForTotal, writeFour, writeMany } from './pages.ts';

const newestFirst = four.toReversed();

describe('the live tail', () => {
  it(
    'puts new entries on top as they come, with the filters applied',
    withBrowser(async (t, browser) => {
      const { page, viewer } = await openLogs(t, browser, { seed: writeFour, query: '?container=late' });
      await page.getByText('No entry matches').waitFor();
      await page.getByRole('button', { name: 'Live' }).click();
      await page.getByText('Following').waitFor();

      const late = viewer.docker.create({ name: 'late' });
      late.print('stdout', 'INFO one\nINFO two');
      viewer.docker.create({ name: 'other' }).print('stdout', 'INFO other');

      await waitForList(page, ['two', 'one']);
      assert.equal(new URL(page.url()).searchParams.get('live'), '1');
    }),
  );

  it(
    'adds lines to an entry that is still being written',
    withBrowser(async (t, browser) => {
      const { page, viewer } = await openLogs(t, browser, { seed: writeFour, query: '?live=1' });
      await waitForList(page, newestFirst);
      const late = viewer.docker.create({ name: 'late' });

      late.print('stderr', 'ERROR it broke');
      await rowOf(page, 'it broke').waitFor();
      late.print('stderr', '    at f (a.js:1:1)\n    at g (a.js:2:1)');

      await rowOf(page, 'it broke').getByText('+2 lines').waitFor();
      assert.equal((await listed(page)).length, 5);
    }),
  );

  it(
    'stands still while one reads, counts what it holds back, and goes on from the top',
    withBrowser(async (t, browser) => {
      const { page, viewer } = await openLogs(t, browser, {
        seed: (started) => writeMany(started, 300),
        query: '?live=1',
      });
      await page.getByText('Following').waitFor();
      await page.locator('.virtual-rows').evaluate((box) => (box.scrollTop = 2000));
      await page.getByText('Paused').waitFor();
      const before = await listed(page);

      viewer.docker.create({ name: 'late' }).print('stdout', 'INFO new 1\nINFO new 2\nINFO new 3');
      const resume = page.getByRole('button', { name: 'Resume, 3 new' });
      await resume.waitFor();
      assert.deepEqual(await listed(page), before);
      await resume.click();

      await rowOf(page, 'new 3').waitFor();
      await page.getByText('Following').waitFor();
      assert.match((await listed(page))[0] ?? '', /new 3$/);
      await waitForTotal(page, '303 entries');
    }),
  );

  it(
    'keeps up with thousands of entries at once and leaves none out',
    withBrowser(async (t, browser) => {
      const { page, viewer } = await openLogs(t, browser, {
        seed: writeFour,
        query: '?live=1',
        start: { env: { TAIL_BUFFER: '8000000' } },
      });
      await page.getByText('Following').waitFor();
      // No more at once than a page holds that a busy machine gives no frame.
      const burst = Array.from({ length: 3500 }, (_, index) => `INFO burst ${index + 1}`);
      const late = viewer.docker.create({ name: 'late' });

      late.print('stdout', burst.join('\n'));
      await waitForTotal(page, '3,504 entries');
      late.print('stdout', burst.join('\n'));
      await waitForTotal(page, '7,004 entries');
      await rowOf(page, 'burst 3500').first().waitFor();
      await page.locator('.virtual-rows').evaluate((box) => (box.scrollTop = box.scrollHeight));

      await rowOf(page, four[0] ?? '').waitFor();
      assert.ok((await listed(page)).length < 80);
    }),
  );

  it(
    'says when there are too many, and comes in when there is room',
    withBrowser(async (t, browser) => {
      const { page, viewer } = await openLogs(t, browser, {
        seed: writeFour,
        start: { env: { MAX_TAIL_CONNECTIONS: '1' } },
        expected: [refused(503)],
      });
      await waitForList(page, newestFirst);
      const taken = new AbortController();
      await fetch(`${viewer.url}/api/logs/tail`, { headers: { 'x-api-key': viewer.apiKey }, signal: taken.signal });

      await page.getByRole('button', { name: 'Live' }).click();
      await page.getByText('The live tail was refused: Too many SSE connections.').waitFor();
      taken.abort();
      await page.waitForFunction(
        async () => {
          document.querySelector<HTMLButtonElement>('.live-note button')?.click();
          return document.querySelector('.live-state')?.textContent === 'Following';
        },
        undefined,
        { polling: 500 },
      );

      assert.equal(await page.locator('.live-note').count(), 0);
    }),
  );

  it(
    'goes on where it was when the server ends it after a while',
    withBrowser(async (t, browser) => {
      const { page, viewer } = await openLogs(t, browser, {
        seed: writeFour,
        query: '?live=1',
        start: { tailTimes: { maxDurationMs: 300 } },
      });
      await page.getByText('Following').waitFor();
      const again = page.waitForRequest((request) => request.headers()['last-event-id'] !== undefined);
      await again;

      viewer.docker.create({ name: 'late' }).print('stdout', 'INFO after all');

      await waitForList(page, ['after all', ...newestFirst]);
    }),
  );

  it(
    'tells what the server left out, and reads it from the list',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed: writeFour });
      await waitForList(page, newestFirst);
      await page.route('**/api/logs/tail*', (route) =>
        route.fulfill({ contentType: 'text/event-stream', body: 'event: dropped\ndata: {"count":37}\n\n' }),
      );
      await page.getByRole('button', { name: 'Live' }).click();
      await page.getByText('37 entries came too fast').waitFor();

      const read = page.waitForRequest(/\/api\/logs\?/);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.getByRole('button', { name: 'Read the list again' }).click();
      await read;

      await page.getByText('came too fast').waitFor({ state: 'detached' });
    }),
  );

  it(
    'puts an entry that grew for a while where it belongs, and nothing twice',
    withBrowser(async (t, browser) => {
      const { page } = await openLogs(t, browser, { seed: writeFour });
      await waitForList(page, newestFirst);
      const entry = (id: number, message: string): string => {
        const fields = { id, timestamp: new Date().toISOString(), container: 'web', stream: 'stdout', level: 'INFO' };
        return `data: ${JSON.stringify({ ...fields, message })}\n\n`;
      };
      const events = [
        `id: 6-5\nevent: log\n${entry(6, 'six')}`,
        `id: 6\nevent: log\n${entry(5, 'five')}`,
        `id: 6\nevent: log\n${entry(4, 'four again')}`,
        `event: update\n${entry(6, 'six and more')}`,
      ];
      await page.route('**/api/logs/tail*', (route) =>
        route.fulfill({ contentType: 'text/event-stream', body: events.join('') }),
      );

      await page.getByRole('button', { name: 'Live' }).click();

      await waitForList(page, ['six and more', 'five', 'four again', ...newestFirst.slice(1)]);
    }),
  );
});
