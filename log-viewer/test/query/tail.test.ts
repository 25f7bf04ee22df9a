import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { openTail } from '../event-stream.ts';
import { API_KEY, startLogViewer } from '../start.ts';

describe('GET /api/logs/tail', () => {
  it('sends entries as they are printed, unbuffered by proxies', async (t) => {
    const { url, docker } = await startLogViewer(t);
    const web = docker.create({ name: 'web' });
    const tail = await openTail(t, url);

    web.print('stdout', 'WARN one');
    await tail.until((events) => events.length === 1);

    assert.equal(tail.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    assert.equal(tail.headers.get('x-accel-buffering'), 'no');
    const [{ event, id, data }] = tail.events as [(typeof tail.events)[0]];
    assert.equal(event, 'log');
    assert.equal(id, String(data.id));
    assert.deepEqual(
      { ...data, timestamp: '' },
      { id: 1, timestamp: '', container: 'web', stream: 'stdout', level: 'WARNING', message: 'WARN one' },
    );
  });

  it('sends only what the filters ask for', async (t) => {
    const { url, docker, stored } = await startLogViewer(t);
    const web = docker.create({ name: 'web' });
    const db = docker.create({ name: 'db' });
    const byContainer = await openTail(t, url, '?container=db');
    const byLevel = await openTail(t, url, '?level=%3E%3DERROR');
    const bySearch = await openTail(t, url, '?search=user-login');

    web.print('stdout', 'INFO user-login ok\nERROR bad');
    db.print('stdout', 'LOG:  ready');
    await stored(3);
    await byContainer.until(({ length }) => length === 1);
    await byLevel.until(({ length }) => length === 1);
    await bySearch.until(({ length }) => length === 1);

    assert.deepEqual(byContainer.messages(), ['LOG:  ready']);
    assert.deepEqual(byLevel.messages(), ['ERROR bad']);
    assert.deepEqual(bySearch.messages(), ['INFO user-login ok']);
  });

  it('sends a traceback once, when it is whole, and does not keep others waiting for it', async (t) => {
    const { url, docker } = await startLogViewer(t);
    const web = docker.create({ name: 'web' });
    const db = docker.create({ name: 'db' });
    const tail = await openTail(t, url);

    web.print('stderr', 'Traceback (most recent call last):');
    db.print('stdout', 'LOG:  ready');
    await tail.until(({ length }) => length === 1);
    web.print('stderr', '  File "x.py", line 1, in <module>\nValueError: bad');
    await tail.until(({ length }) => length === 2);

    assert.deepEqual(tail.messages(), [
      'LOG:  ready',
      'Traceback (most recent call last):\n  File "x.py", line 1, in <module>\nValueError: bad',
    ]);
  });

  it('sends an update when an entry that was sent goes on', async (t) => {
    const { url, docker, entries } = await startLogViewer(t);
    const web = docker.create({ name: 'web', startedAt: Date.now() });
    const tail = await openTail(t, url);

    web.print('stdout', 'INFO begun');
    await tail.until(({ length }) => length === 1);
    web.print('stdout', '    and going on');
    await tail.until(({ length }) => length === 2);

    assert.equal(tail.events[1]?.event, 'update');
    assert.equal(tail.events[1]?.id, undefined);
    assert.equal(tail.events[1]?.data.message, 'INFO begun\n    and going on');
    assert.deepEqual(
      (await entries({ search: 'going' })).map(({ id }) => id),
      [1],
    );
  });

  it('goes on after Last-Event-ID, with what was open then, and misses nothing', async (t) => {
    const { url, docker, stored } = await startLogViewer(t);
    const web = docker.create({ name: 'web' });
    const db = docker.create({ name: 'db' });
    const first = await openTail(t, url);
    web.print('stderr', 'Traceback (most recent call last):');
    await stored(1);
    db.print('stdout', 'LOG:  1');
    await first.until(({ length }) => length === 1);
    first.close();
    db.print('stdout', 'LOG:  2');
    web.print('stderr', 'ValueError: bad');
    await stored(3);

    const second = await openTail(t, url, '', { 'last-event-id': first.events[0]?.id ?? '' });
    db.print('stdout', 'LOG:  3');
    await second.until(({ length }) => length === 3);

    assert.equal(first.events[0]?.id, '2-1');
    assert.deepEqual(second.messages().toSorted(), [
      'LOG:  2',
      'LOG:  3',
      'Traceback (most recent call last):\nValueError: bad',
    ]);
  });

  it('sends what was there before and goes on only as an update', async (t) => {
    const { url, docker, stored } = await startLogViewer(t);
    const web = docker.create({ name: 'web' });
    web.print('stderr', 'Traceback (most recent call last):');
    await stored(1);
    const fresh = await openTail(t, url);
    const listed = await openTail(t, url, '?last_event_id=1');

    web.print('stderr', 'ValueError: bad');
    await fresh.until(({ length }) => length === 1);
    await listed.until(({ length }) => length === 1);

    assert.equal(fresh.events[0]?.event, 'update');
    assert.equal(listed.events[0]?.event, 'update');
    assert.equal(listed.events[0]?.data.message, 'Traceback (most recent call last):\nValueError: bad');
  });

  it('catches up with thousands of entries and then follows on, each once', async (t) => {
    const { url, docker, stored } = await startLogViewer(t);
    const web = docker.create({ name: 'web' });
    for (let n = 0; n < 3000; n += 1) web.print('stdout', `INFO ${n}`);
    await stored(3000);

    const tail = await openTail(t, url, '?last_event_id=1');
    for (let n = 3000; n < 3500; n += 1) web.print('stdout', `INFO ${n}`);
    await tail.until((events) => events.length >= 3499);

    assert.deepEqual(
      tail.messages(),
      Array.from({ length: 3499 }, (_, index) => `INFO ${index + 1}`),
    );
  });

  it('refuses a Last-Event-ID that it never gave', async (t) => {
    const { url, call } = await startLogViewer(t);

    const answer = await call('GET', '/api/logs/tail?last_event_id=abc');
    const tail = await openTail(t, url, '?last_event_id=99999');

    assert.equal(answer.status, 400);
    assert.match(answer.body.detail, /Last-Event-ID/);
    assert.equal(tail.status, 200);
  });

  it('keeps the connection alive, and ends it after its time', async (t) => {
    const { url } = await startLogViewer(t, { tailTimes: { heartbeatMs: 20, maxDurationMs: 100 } });

    const tail = await openTail(t, url);
    await tail.ended;

    assert.deepEqual(tail.events[0], { event: 'heartbeat', id: undefined, data: {} });
    assert.deepEqual(tail.events.at(-1), { event: 'close', id: undefined, data: { reason: 'max_duration' } });
  });

  it('says that the service stops', async (t) => {
    const { url, stop } = await startLogViewer(t);
    const tail = await openTail(t, url);

    await stop();
    await tail.ended;

    assert.deepEqual(tail.events.at(-1), { event: 'close', id: undefined, data: { reason: 'shutdown' } });
  });

  it('says so to a reader too that asks while the service is stopping', { timeout: 10_000 }, async (t) => {
    const { url, stop } = await startLogViewer(t);
    const reader = connect(Number(new URL(url).port), '127.0.0.1').setEncoding('utf8');
    t.after(() => reader.destroy());
    let text = '';
    reader.on('data', (piece: string) => (text += piece));
    const closed = once(reader, 'close');
    reader.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\nGET /api/logs/tail HTTP/1.1\r\nHost: x\r\n');
    while (!text.includes('"ok"')) await delay(5);

    const stopped = stop();
    reader.write(`X-API-Key: ${API_KEY}\r\n\r\n`);
    await Promise.all([stopped, closed]);

    assert.match(text, /event: close\ndata: \{"reason":"shutdown"\}/);
  });

  it('lets in no more than MAX_TAIL_CONNECTIONS, and others again when one has left', async (t) => {
    const { url, call } = await startLogViewer(t, { env: { MAX_TAIL_CONNECTIONS: '2' } });
    const first = await openTail(t, url);
    await openTail(t, url);

    const refused = await call('GET', '/api/logs/tail');
    first.close();
    let tail = await openTail(t, url);
    while (tail.status === 503) {
      await delay(5);
      tail = await openTail(t, url);
    }

    assert.equal(refused.status, 503);
    assert.deepEqual(refused.body, { detail: 'Too many SSE connections' });
    assert.equal(tail.status, 200);
  });

  it('leaves entries out for a reader that does not read, tells it how many, and holds up nobody', async (t) => {
    const { url, docker, stored } = await startLogViewer(t);
    const web = docker.create({ name: 'web' });
    const quick = await openTail(t, url);
    const slow = connect(Number(new URL(url).port), '127.0.0.1');
    t.after(() => slow.destroy());
    slow.write(`GET /api/logs/tail HTTP/1.1\r\nHost: x\r\nX-API-Key: ${API_KEY}\r\n\r\n`);
    await new Promise((resolve) => slow.once('readable', resolve));
    slow.pause();

    const count = 4000;
    const padding = 'x'.repeat(2000);
    for (let n = 0; n < count; n += 1) web.print('stdout', `INFO ${n} ${padding}`);
    await stored(count);
    await quick.until((events) => events.filter(({ event }) => event === 'log').length >= count - dropped(events));
    let text = '';
    slow.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    slow.resume();
    while (!text.includes('event: dropped')) {
      web.print('stdout', 'INFO more');
      await delay(20);
    }

    const [, told] = /event: dropped\ndata: \{"count":(\d+)\}/.exec(text) ?? [];
    const sent = text.split('\nevent: log\n').length - 1;
    assert.ok(Number(told) > 0);
    assert.ok(sent >= 100);
  });
});

function dropped(events: { event: string; data: { count?: number } }[]): number {
  return events.reduce((sum, { event, data }) => sum + (event === 'dropped' ? (data.count ?? 0) : 0), 0);
}
