import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { takeScreenshots, type Screenshot, type ShownPage } from '../commands/screenshots/take.ts';

const KEY = 'key-of-the-screenshots';
const HTML = `<!doctype html><link rel="icon" href="data:,"><style>
  body { background: white } @media (prefers-color-scheme: dark) { body { background: black } }
</style><p>hello</p>`;

/** A page behind a sign-in, at a port of its own. */
async function startPage(t: TestContext): Promise<ShownPage> {
  const server = createServer((request, response) => {
    void (async () => {
      if (request.method !== 'POST') return response.setHeader('content-type', 'text/html').end(HTML);
      const { api_key: key } = (await json(request)) as { api_key: string };
      return response.writeHead(key === KEY ? 204 : 401).end();
    })();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { name: 'small', origin, path: '/', height: 300, shows: 'hello' };
}

/** Width and height in a PNG's header. */
function sizeOf({ png }: Screenshot): [number, number] {
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

describe('the screenshots', () => {
  it(
    'are taken in light and in dark, as wide as README shows them, and only with the key',
    withBrowser(async (t, { open }) => {
      const page = await startPage(t);
      const browser = (await open(page.origin)).context().browser();
      assert.ok(browser);

      const taken = await Array.fromAsync(takeScreenshots(browser, [page], { key: KEY }));
      const refused = Array.fromAsync(takeScreenshots(browser, [page], { key: 'wrong' }));

      await assert.rejects(refused, /does not take the key: 401/);
      const [light, dark] = taken;
      assert.deepEqual(
        taken.map(({ name }) => name),
        ['small-light.png', 'small-dark.png'],
      );
      assert.deepEqual(taken.map(sizeOf), [
        [1280, 300],
        [1280, 300],
      ]);
      assert.notDeepEqual(light?.png, dark?.png);
    }),
  );
});
