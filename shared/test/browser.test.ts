import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';

/** A site of one page, at an address of its own. */
async function startSite(t: TestContext, html = 'there'): Promise<string> {
  const server = createServer((request, answer) => {
    // Browsers ask for it by themselves.
    if (request.url === '/favicon.ico') return answer.writeHead(204).end();
    answer.setHeader('content-type', 'text/html').setHeader('access-control-allow-origin', '*').end(html);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a test in a browser', () => {
  const cases: [what: string, html: (other: string) => string, isNamed: boolean, isFine: boolean][] = [
    ['lets a click lead to a service that was named', (other) => `<a href="${other}">go</a>`, true, true],
    ['fails when a click leads anywhere else', (other) => `<a href="${other}">go</a>`, false, false],
    [
      'fails when a script asks a service that was named',
      (other) =>
        `<a href="#">go</a><script>onhashchange = async () => { await fetch('${other}'); document.body.insertAdjacentHTML('beforeend', '<p>there</p>'); }</script>`,
      true,
      false,
    ],
    [
      'fails when a page shows a service that was named within itself',
      (other) =>
        `<a href="#">go</a><script>onhashchange = () => { document.body.innerHTML = '<iframe src="${other}"></iframe><p>there</p>'; }</script>`,
      true,
      false,
    ],
  ];
  for (const [what, html, isNamed, isFine] of cases) {
    it(what, async (t) => {
      const other = await startSite(t);
      const here = await startSite(t, html(other).replace('href="#"', 'href="#go"'));
      const visit = withBrowser(async (_, browser) => {
        const page = await browser.open(here, isNamed ? { crossesTo: [other] } : {});

        await page.getByRole('link', { name: 'go' }).click();
        await page.getByText('there', { exact: true }).first().waitFor();
      });

      if (isFine) await visit(t);
      else await assert.rejects(visit(t), { message: /asks no other host/ });
    });
  }
});
