import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, it, type TestContext } from 'node:test';
import { openConnection, written } from '@monlight/shared/testing/load/raw-connection';
import { API_KEY, LARGE_BODY_LIMIT, startSmallService } from './small-service.ts';

const key = { apiKey: API_KEY };

/** What a server says to a connection that writes this and no more, until it hangs up. */
async function tell(t: TestContext, url: string, text: string, options: { allowHalfOpen?: boolean } = {}) {
  const { hostname, port } = new URL(url);
  const socket: Socket = connect({ host: hostname, port: Number(port), ...options });
  t.after(() => socket.destroy());
  socket.write(text);
  return { socket, said: await readAll(socket) };
}

async function waitUntil(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(5);
}

describe('connections', () => {
  it('beyond the limit take the place of the one that was without a request the longest', async (t) => {
    const { url, call } = await startSmallService(t, { limits: { connections: 3 } });
    const first = openConnection(url);
    const second = openConnection(url);
    for (const { socket } of [first, second]) socket.write(written('GET', '/health', key));
    await Promise.all([first.answered(1), second.answered(1)]);
    first.socket.write(written('GET', '/health', key));
    await first.answered(2);

    const more = [openConnection(url), openConnection(url)];
    await waitUntil(() => second.isClosed());

    assert.equal(first.isClosed(), false);
    first.socket.write(written('GET', '/health', key));
    await first.answered(3);
    assert.equal((await call('GET', '/api/notes')).status, 200);
    for (const { socket } of [first, ...more]) socket.destroy();
  });

  it('are kept while something is answered over them', async (t) => {
    const { url, answerWaiting } = await startSmallService(t, { limits: { connections: 2 } });
    const busy = openConnection(url);
    busy.socket.write(written('GET', '/api/wait', key));
    const probe = openConnection(url);
    probe.socket.write(written('GET', '/health', key));
    await probe.answered(1);

    const others = [openConnection(url), openConnection(url)];
    await waitUntil(() => probe.isClosed());
    answerWaiting();
    await busy.answered(1);

    assert.equal(busy.answers[0]?.status, 200);
    for (const { socket } of [busy, ...others]) socket.destroy();
  });

  const slow: [what: string, text: string][] = [
    ['nothing', ''],
    ['half a request’s head', 'GET /health HTTP/1.1\r\nHo'],
    ['half a second request’s head', `${written('GET', '/health', key)}GET /hea`],
    ['half a body', `${written('POST', '/api/notes', key).trimEnd()}\r\nContent-Length: 100\r\n\r\n{"te`],
  ];
  for (const [what, text] of slow) {
    it(`that send ${what} are told, and cut off even when they do not hang up`, async (t) => {
      const limits = { headersMs: 100, requestMs: 200, lookEveryMs: 20 };
      const { url } = await startSmallService(t, { limits });

      const { socket, said } = await tell(t, url, text, { allowHalfOpen: true });

      assert.match(said, /HTTP\/1\.1 408 Request Timeout[^]*{"detail":"Request was not complete in time"}$/);
      // Writing to half a connection that the other end has given up fails.
      const isGone = new Promise((resolve) => socket.once('error', resolve));
      const writing = setInterval(() => socket.write('x'), 20);
      await isGone;
      clearInterval(writing);
    });
  }

  it('are answered with 503 what they send beyond the limit without waiting, in order, and then as ever', async (t) => {
    const { url, answerWaiting } = await startSmallService(t, { limits: { pipelined: 2 } });
    const connection = openConnection(url);

    connection.socket.write(written('GET', '/api/wait', key) + written('GET', '/health', key).repeat(3));
    await delay(20);
    answerWaiting();
    await connection.answered(4);
    connection.socket.write(written('GET', '/health', key));
    await connection.answered(5);

    const refused = { status: 503, hasRetryAfter: true };
    const answered = { status: 200, hasRetryAfter: false };
    assert.deepEqual(connection.answers, [answered, answered, refused, refused, answered]);
    connection.socket.destroy();
  });

  it('that send more than all may without waiting are hung up on, and the others’ requests count no more when they go', async (t) => {
    const { url, call } = await startSmallService(t, { limits: { waiting: 3 } });
    const waiting = openConnection(url);
    waiting.socket.write(written('GET', '/api/wait', key).repeat(4));
    const greedy = openConnection(url);
    await call('GET', '/health');

    greedy.socket.write(written('GET', '/health', key).repeat(2000));
    await waitUntil(() => greedy.isClosed());
    const alone = await call('GET', '/health');
    waiting.socket.destroy();
    await delay(20);
    const another = openConnection(url);
    another.socket.write(written('GET', '/api/wait', key) + written('GET', '/health', key).repeat(3));
    await delay(20);

    assert.equal(alone.status, 200);
    assert.equal(another.isClosed(), false);
    another.socket.destroy();
  });

  it('that do not take their answer are cut off', async (t) => {
    const { url, call } = await startSmallService(t, { limits: { stalledMs: 300, requests: 1 } });
    const connection = openConnection(url);
    connection.socket.pause();
    connection.socket.write(written('GET', '/api/large', key));
    // The limit holds for the connections of these too, when they are idle.
    const status = () =>
      call('GET', '/api/notes').then(
        (answer) => answer.status,
        () => 0,
      );
    while ((await status()) !== 503) await delay(5);

    while ((await status()) !== 200) await delay(5);
    connection.socket.resume();
    await waitUntil(() => connection.isClosed());

    assert.ok(connection.socket.bytesRead < 20_000_000);
  });
});

describe('requests', () => {
  it('beyond the limit are refused with 503 and Retry-After, and are taken again once there is room', async (t) => {
    const { url, call, lines, answerWaiting } = await startSmallService(t, { limits: { requests: 2 } });
    const busy = openConnection(url);
    busy.socket.write(written('GET', '/api/wait', key).repeat(2));
    while ((await call('GET', '/api/notes')).status !== 503) await delay(5);

    const refused = await call('GET', '/api/notes');
    const health = await call('GET', '/health');
    answerWaiting();
    await busy.answered(2);

    assert.equal(refused.headers.get('retry-after'), '1');
    assert.deepEqual(await refused.json(), { detail: 'Too many requests at once' });
    assert.equal(health.status, 200);
    assert.equal((await call('GET', '/api/notes')).status, 200);
    assert.equal(lines.filter(({ msg }) => msg === 'refusing requests: too many at once').length, 1);
    busy.socket.destroy();
  });

  it('that nobody waits for any more count until they are done, and then no more', async (t) => {
    const { url, call, answerWaiting } = await startSmallService(t, { limits: { requests: 2 } });
    const gone = openConnection(url);
    gone.socket.write(written('GET', '/api/wait', key).repeat(2));
    while ((await call('GET', '/api/notes')).status !== 503) await delay(5);
    gone.socket.destroy();
    await delay(50);

    const before = await call('GET', '/api/notes');
    answerWaiting();
    while ((await call('GET', '/api/notes')).status !== 200) await delay(5);
    const after = await Promise.all([call('GET', '/api/notes'), call('GET', '/api/notes')]);

    assert.equal(before.status, 503);
    assert.deepEqual(
      after.map(({ status }) => status),
      [200, 200],
    );
  });
});

describe('questions', () => {
  it('are begun together as far as a service says, also while there is much else to do', async (t) => {
    const { url } = await startSmallService(t, { limits: { questionsPerTurn: 10 } });
    let turns = 0;
    let isDone = false;
    const keepBusy = (): void => {
      turns += 1;
      for (const end = performance.now() + 5; performance.now() < end; );
      if (!isDone) setImmediate(keepBusy);
    };
    const connection = openConnection(url);

    keepBusy();
    connection.socket.write(written('GET', '/api/notes', key).repeat(30));
    await connection.answered(30);
    isDone = true;

    assert.deepEqual(new Set(connection.answers.map(({ status }) => status)), new Set([200]));
    assert.ok(turns < 25, `${turns} turns of the event loop`);
    connection.socket.destroy();
  });
});

describe('large answers', () => {
  it('are refused while others are on their way that leave no room, and are sent again afterwards', async (t) => {
    const { url, call } = await startSmallService(t, { limits: { answerRoomBytes: 1_000_000 } });
    const connection = openConnection(url);

    connection.socket.write(written('GET', '/api/large', key).repeat(3));
    connection.socket.write(written('GET', '/api/notes', key));
    await connection.answered(4);

    assert.deepEqual(
      connection.answers.map(({ status, hasRetryAfter }) => [status, hasRetryAfter]),
      [
        [200, false],
        [503, true],
        [503, true],
        [200, false],
      ],
    );
    connection.socket.destroy();
    assert.equal((await call('GET', '/api/large')).status, 200);
  });

  it('take no room from others when nobody waits for them any more', async (t) => {
    const { url, call, answerWaiting } = await startSmallService(t, { limits: { answerRoomBytes: 1_000_000 } });
    const connection = openConnection(url);
    connection.socket.write(written('GET', '/api/wait/large', key));
    const probe = openConnection(url);
    probe.socket.write(written('GET', '/api/notes', key));
    await probe.answered(1);

    connection.socket.resetAndDestroy();
    probe.socket.write(written('GET', '/api/notes', key));
    await probe.answered(2);
    answerWaiting();

    assert.equal((await call('GET', '/api/notes')).status, 200);
    assert.equal((await call('GET', '/api/large')).status, 200);
    probe.socket.destroy();
  });
});

describe('large bodies', () => {
  const head = (length: number) =>
    written('POST', '/api/large', key).replace(/\r\n$/, `Content-Length: ${length}\r\n\r\n`);
  const body = JSON.stringify({ text: 'x'.repeat(30_000) });

  it('wait for room, and are refused with Retry-After when it takes too long', async (t) => {
    const limits = { bodyRoomBytes: LARGE_BODY_LIMIT, bodyWaitMs: 100 };
    const { url, call } = await startSmallService(t, { limits });
    const slow = openConnection(url);
    slow.socket.write(`${head(body.length)}${body.slice(0, 10)}`);
    await delay(50);

    const refused = await call('POST', '/api/large', { body });
    const small = await call('POST', '/api/large', { body: '{}' });
    slow.socket.write(body.slice(10));
    await slow.answered(1);
    const taken = await call('POST', '/api/large', { body });

    assert.equal(refused.status, 503);
    assert.equal(refused.headers.get('retry-after'), '1');
    assert.equal(small.status, 200);
    assert.equal(slow.answers[0]?.status, 200);
    assert.equal(taken.status, 200);
    slow.socket.destroy();
  });

  it('that come too slowly, or never to their end, give their room back', async (t) => {
    const limits = { bodyRoomBytes: LARGE_BODY_LIMIT, bodyReadMs: 100 };
    const { url, call } = await startSmallService(t, { limits });
    const aborted = openConnection(url);
    aborted.socket.write(`${head(body.length)}${body.slice(0, 10)}`);
    await delay(50);
    aborted.socket.destroy();

    const { said } = await tell(t, url, `${head(body.length)}${body.slice(0, 10)}`);
    const taken = await call('POST', '/api/large', { body });

    assert.match(said, /^HTTP\/1\.1 408 [^]*{"detail":"Request was not complete in time"}$/);
    assert.equal(taken.status, 200);
  });

  it('are not waited for at the sign-in, which anyone may ask for', async (t) => {
    const { call } = await startSmallService(t);

    const answer = await call('POST', '/api/session', { body: JSON.stringify({ api_key: 'x'.repeat(5000) }) });

    assert.equal(answer.status, 413);
  });
});
