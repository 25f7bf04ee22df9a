import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { report, startErrorTracker } from '../start.ts';

/** JSON that reaches for the prototype of whatever it is put into. */
const REACHING =
  '{"__proto__":{"isPolluted":true},"constructor":{"prototype":{"isPolluted":true}},"a":[{"__proto__":{"isPolluted":true}}]}';

describe('names that every object in JavaScript has', () => {
  it('reach no prototype in a report, and are dropped', async (t) => {
    const { call } = await startErrorTracker(t);
    const whole = JSON.stringify({ ...report(), extra: 'EXTRA', request_headers: 'EXTRA' }).replaceAll(
      '"EXTRA"',
      REACHING,
    );
    const body = `${whole.slice(0, -1)},"__proto__":{"isPolluted":true,"project":"b"}}`;

    const sent = await call('POST', '/api/errors', body);
    const { body: detail } = await call('GET', '/api/errors/1');

    assert.equal(sent.status, 201);
    assert.equal(detail.project, 'shop');
    assert.deepEqual(detail.occurrences[0].extra, { a: [{}] });
    assert.deepEqual(detail.occurrences[0].request_headers, { a: [{}] });
    assert.equal('isPolluted' in {}, false);
  });

  it('are plain names as projects, types and values of filters', async (t) => {
    const { send, call } = await startErrorTracker(t);
    for (const name of ['__proto__', 'constructor', 'hasOwnProperty'])
      await send({ project: name, exception_type: name });

    const found = await call('GET', '/api/errors?project=__proto__&__proto__=a&__proto__[isPolluted]=1&constructor=b');
    const projects = await call('GET', '/api/projects');
    const sorted = await call('GET', '/api/errors?sort=constructor');
    const bulk = await call('POST', '/api/errors/bulk', { ids: [1], action: 'constructor' });

    assert.equal(found.body.total, 1);
    assert.deepEqual(projects.body, { projects: ['__proto__', 'constructor', 'hasOwnProperty'] });
    assert.deepEqual([sorted.status, bulk.status], [400, 400]);
    assert.equal('isPolluted' in {}, false);
  });
});
