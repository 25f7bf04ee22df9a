import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withBrowser } from '@monlight/shared/testing/browser';
import { API_KEY, startErrorTracker } from '../start.ts';
import { startOtherOrigin } from './other-origin.ts';

/**
 * Where the page that attacks lives: another port of the same host, to which browsers send even strict cookies, and
 * another host.
 */
const hosts = ['127.0.0.1', 'localhost'];

/** What Chromium writes when an attack fails, in whatever way. */
const failing = [/CORS|Access to fetch|Failed to load resource|Refused to|Framing|frame-ancestors|Mixed|ERR_/];

/** Attacks that hear no answer: whether they have worked, only the service can tell. */
const SENT_BLINDLY = new Set(['form', 'textForm', 'login', 'blindPost', 'blindBody', 'beacon']);

/** Tries everything that a page can do without being let: `window.results` tells what came of each. */
const attacks = (target: string): string => `<!doctype html><title>attack</title>
<iframe name="sink"></iframe>
<form id="text" method="post" enctype="text/plain" target="sink" action="${target}/api/errors/bulk">
  <input name='{"ids":[1],"action":"delete","x":"' value='"}'></form>
<form id="plain" method="post" target="sink" action="${target}/api/errors/1/resolve"><input name="a" value="b"></form>
<form id="login" method="post" enctype="text/plain" target="sink" action="${target}/api/session">
  <input name='{"api_key":"wrong","x":"' value='"}'></form>
<script>
  const submit = (id) => new Promise((done) => {
    document.querySelector('iframe').onload = () => done('sent');
    document.getElementById(id).submit();
  });
  const ask = (path, init) => fetch('${target}' + path, { credentials: 'include', ...init })
    .then(async (answer) => answer.type === 'opaque' ? 'sent' : 'READ ' + await answer.text(), () => 'refused');
  const load = (name, path) => new Promise((done) => {
    const element = Object.assign(document.createElement(name), { onload: () => done('LOADED'), onerror: () => done('refused') });
    document.body.append(element);
    element[name === 'link' ? 'href' : 'src'] = '${target}' + path;
  });
  const body = '{"ids":[1],"action":"delete"}';
  (async () => {
    const results = {
      form: await submit('plain'),
      textForm: await submit('text'),
      blindPost: await ask('/api/errors/1/resolve', { method: 'POST', mode: 'no-cors' }),
      blindBody: await ask('/api/errors/bulk', { method: 'POST', mode: 'no-cors', body }),
      beacon: String(navigator.sendBeacon('${target}/api/errors/1/resolve', body)),
      post: await ask('/api/errors/1/resolve', { method: 'POST' }),
      headerPost: await ask('/api/errors/1/resolve', { method: 'POST', headers: { 'X-Requested-With': 'a' } }),
      remove: await ask('/api/errors/1', { method: 'DELETE', headers: { 'X-Requested-With': 'a' } }),
      signOut: await ask('/api/session', { method: 'DELETE', headers: { 'X-Requested-With': 'a' } }),
      read: await ask('/api/errors'),
      page: await ask('/'),
      script: await load('script', '/api/errors'),
      image: await load('img', '/api/errors'),
      asset: await load('img', '/health'),
    };
    for (let n = 0; n < 6; n++) results.login = await submit('login');
    window.results = results;
  })();
</script>`;

describe('a page of another origin in the browser of somebody who is signed in', () => {
  for (const host of hosts) {
    it(
      `can neither change nor read anything, nor use up the guesses of the key: from ${host}`,
      withBrowser(async (t, browser) => {
        const tracker = await startErrorTracker(t);
        await tracker.send();
        const port = await startOtherOrigin(t, attacks(tracker.url));
        const options = { signedIn: tracker, mayAsk: [tracker.url], expected: failing };

        const page = await browser.open(`http://${host}:${port}/`, options);
        await page.waitForFunction('window.results');
        const results = await page.evaluate<Record<string, string>>('window.results');

        const { body } = await tracker.call('GET', '/api/errors?resolved=all');
        assert.deepEqual(
          body.errors.map(({ id, resolved }: { id: number; resolved: boolean }) => [id, resolved]),
          [[1, false]],
        );
        const heard = Object.entries(results).filter(([name]) => !SENT_BLINDLY.has(name));
        assert.deepEqual(
          heard.filter(([, what]) => what !== 'refused'),
          [],
        );
        assert.ok(heard.length > 0);
        assert.equal((await tracker.call('POST', '/api/session', { api_key: API_KEY })).status, 204);
        const session = await page.context().request.get(`${tracker.url}/api/projects`);
        assert.equal(session.status(), 200, 'the session goes on');
      }),
    );
  }

  it(
    'cannot show the service’s pages or answers within its own, to have clicks land on them',
    withBrowser(async (t, browser) => {
      const tracker = await startErrorTracker(t);
      await tracker.send();
      const framed = ['/', '/errors/1', '/api/errors', '/health', '/nowhere'].map((path) => `${tracker.url}${path}`);
      const elements = framed.map(
        (url) => `<iframe src="${url}"></iframe><object data="${url}"></object><embed src="${url}">`,
      );
      const port = await startOtherOrigin(t, `<!doctype html><title>attack</title>${elements.join('')}`);

      const page = await browser.open(`http://127.0.0.1:${port}/`, {
        signedIn: tracker,
        mayAsk: [tracker.url],
        expected: failing,
      });
      await page.waitForLoadState('networkidle');

      const frames = page.frames().slice(1);
      assert.ok(frames.length >= framed.length);
      for (const frame of frames) assert.equal(frame.url().startsWith(tracker.url), false, frame.url());
    }),
  );

  it(
    'gets no hold of a window that it opens with the service in it',
    withBrowser(async (t, browser) => {
      const tracker = await startErrorTracker(t);
      const port = await startOtherOrigin(t, '<!doctype html><title>attack</title>');
      const page = await browser.open(`http://127.0.0.1:${port}/`, { signedIn: tracker, mayAsk: [tracker.url] });

      const opening = page.context().waitForEvent('page');
      await page.evaluate(`window.opened = window.open(${JSON.stringify(`${tracker.url}/`)}, 'victim')`);
      const opened = await opening;
      await opened.waitForLoadState();

      assert.equal(await opened.evaluate('window.opener'), null);
      await page.waitForFunction('window.opened.closed');
    }),
  );
});
