import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { API_KEY, startSmallService } from '../small-service.ts';

const FORGED = {
  'x-forwarded-for': '198.51.100.7',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-port': '443',
  'x-forwarded-prefix': '/evil',
  'x-original-url': '/health',
  'x-rewrite-url': '/health',
  'x-http-method-override': 'DELETE',
  forwarded: 'for=198.51.100.7;proto=https;host=evil.example',
};

type Service = Awaited<ReturnType<typeof startSmallService>>;

/** Status, headers but the date and what is random, and text of an answer. */
async function tell(answer: Response): Promise<unknown> {
  const text = (await answer.text()).replace(/request_id \S+/, '');
  const headers = [...answer.headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
  const told = headers.map(([name, value]) => [name, name === 'set-cookie' ? value.replace(/=[^;]*/, '=') : value]);
  return { status: answer.status, told, text };
}

async function answersOf({ url, lines }: Service, headers: Record<string, string>): Promise<unknown> {
  const keyed = { 'x-api-key': API_KEY, ...headers };
  const answers = [];
  for (const path of ['/', '/health', '/api/notes', '/api/notes/1', '/nowhere']) {
    answers.push(await tell(await fetch(`${url}${path}`, { headers: keyed })));
    answers.push(await tell(await fetch(`${url}${path}`, { headers })));
  }
  answers.push(await tell(await fetch(`${url}/api/break`, { method: 'POST', headers: keyed })));
  for (const api_key of [API_KEY, '1', '2', '3', '4', '5', '6']) {
    const body = JSON.stringify({ api_key });
    answers.push(await tell(await fetch(`${url}/api/session`, { method: 'POST', headers, body })));
  }
  return { answers, lines: lines.map(({ level, msg }) => [level, msg.replace(/:\d+$/, '')]) };
}

describe('X-Forwarded-*', () => {
  it('changes nothing without TRUST_PROXY: no limit, no cookie, no answer and no line of the log', async (t) => {
    const now = (): number => 1_800_000_000_000;
    const [plain, forged] = [await startSmallService(t, { now }), await startSmallService(t, { now })];

    const expected = await answersOf(plain, {});
    const found = await answersOf(forged, FORGED);

    assert.deepEqual(found, expected);
    assert.doesNotMatch(JSON.stringify(forged.lines), /198\.51\.100|evil/);
  });

  it('is believed behind a proxy only as far as the proxy itself has seen', async (t) => {
    const { url } = await startSmallService(t, { env: { TRUST_PROXY: 'true' } });
    const signIn = async (at: number, proto: string): Promise<Response> => {
      // What a proxy makes of a header that the client has sent: its own entry comes last.
      const headers = { 'x-forwarded-for': `10.0.0.${at}, 203.0.113.9`, 'x-forwarded-proto': `https, ${proto}` };
      return fetch(`${url}/api/session`, { method: 'POST', headers, body: JSON.stringify({ api_key: API_KEY }) });
    };
    const wrong = async (at: number) =>
      (
        await fetch(`${url}/api/notes`, {
          headers: { 'x-api-key': `guess-${at}`, 'x-forwarded-for': `10.0.0.${at}, 203.0.113.9` },
        })
      ).status;

    const [secure, plain] = [await signIn(0, 'https'), await signIn(0, 'http')];
    const statuses = [];
    for (let at = 0; at < 6; at += 1) statuses.push(await wrong(at));

    assert.match(secure.headers.get('set-cookie') ?? '', /; Secure/);
    assert.doesNotMatch(plain.headers.get('set-cookie') ?? '', /; Secure/);
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429]);
  });
});
