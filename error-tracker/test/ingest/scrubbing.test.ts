import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { report, startErrorTracker } from '../start.ts';

const FIXTURES = new URL('../../../clients/fixtures/', import.meta.url).pathname;

/** What of a report is scrubbed. */
interface Context {
  request_url?: string;
  request_headers?: Record<string, unknown>;
  extra?: Record<string, unknown>;
}

/** What an application hands to an SDK, and what the SDK makes of it. */
function readFixture(name: string): { given: Context; sent: Context & Record<string, unknown> } {
  const { calls, expect } = JSON.parse(readFileSync(`${FIXTURES}${name}`, 'utf8'), (_key, value: any) =>
    value?.['<text>']
      ? value['<text>'].map(([text, times]: [string, number]) => text.repeat(times)).join('')
      : (value?.['<number>'] ?? value),
  );
  return { given: calls[0]?.request_context ?? {}, sent: expect.body };
}

const reportFixtures = globSync(`${FIXTURES}*.json`)
  .map((path) => basename(path))
  .filter((name) => readFixture(name).sent['exception_type']);

/** What is kept of a report. */
async function kept(t: TestContext, fields: object, env: Record<string, string> = {}): Promise<Context> {
  const { send, call } = await startErrorTracker(t, { env });
  const { status } = await send({ ...fields, timestamp: '2026-11-22T12:00:00Z' });
  assert.equal(status, 201);
  const { request_url, request_headers, extra } = (await call('GET', '/api/errors/1')).body.occurrences[0];
  return { request_url, request_headers, extra };
}

const contextOf = ({ request_url, request_headers, extra }: Context) => ({
  request_url: request_url ?? null,
  request_headers: request_headers ?? null,
  extra: extra ?? null,
});

describe('scrubbing of reports', () => {
  for (const name of reportFixtures) {
    it(`leaves what an SDK has sent as it is: ${name}`, async (t) => {
      const { sent } = readFixture(name);

      assert.deepEqual(await kept(t, sent), contextOf(sent));
    });
  }

  for (const name of ['scrubbed-headers.json', 'scrubbed-extra.json', 'scrubbed-url.json', 'url-password.json']) {
    it(`makes of a raw report what the SDKs would have sent: ${name}`, async (t) => {
      const { given, sent } = readFixture(name);

      assert.deepEqual(await kept(t, given), contextOf(sent));
    });
  }

  it('takes more names from SCRUB_KEYS', async (t) => {
    const { given, sent } = readFixture('own-scrub-names.json');
    const { 'x-tenant': _, ...headers } = given.request_headers ?? {};

    const context = await kept(t, { ...given, request_headers: headers }, { SCRUB_KEYS: 'birthday, taxId,' });

    assert.deepEqual(context, contextOf(sent));
  });

  it('keeps secrets out of the database file, the list and the log', async (t) => {
    const { send, call, db, log } = await startErrorTracker(t, { env: { LOG_LEVEL: 'DEBUG' } });
    await send({
      request_url: 'https://ann:hunter2@shop.example/?token=hunter2',
      request_headers: { Cookie: 'hunter2', 'X-Auth-Token': 'hunter2' },
      extra: { list: [{ password: 'hunter2' }] },
    });

    const { body } = await call('GET', '/api/errors');

    assert.equal(body.errors[0].request_url, 'https://ann:[scrubbed]@shop.example/?token=[scrubbed]');
    const everything = [readFileSync(db.name, 'latin1'), readFileSync(`${db.name}-wal`, 'latin1'), JSON.stringify(log)];
    assert.ok(everything.some((text) => text.includes('shop.example')));
    assert.ok(!everything.some((text) => text.includes('hunter2')));
  });

  it('does not touch the message, the traceback and the user', async (t) => {
    const { call } = await startErrorTracker(t);
    const fields = { message: 'password=a', traceback: 'token=b', user_id: 'session=c', fingerprint: 'auth=d' };
    await call('POST', '/api/errors', report(fields));

    const { body } = await call('GET', '/api/errors/1');

    assert.deepEqual([body.message, body.traceback], [fields.message, fields.traceback]);
    assert.equal(body.occurrences[0].user_id, fields.user_id);
  });
});
