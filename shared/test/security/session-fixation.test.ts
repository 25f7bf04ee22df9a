import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { API_KEY, startSmallService } from '../small-service.ts';

async function signIn(url: string, headers: Record<string, string> = {}): Promise<string> {
  const body = JSON.stringify({ api_key: API_KEY });
  const answer = await fetch(`${url}/api/session`, { method: 'POST', headers, body });
  assert.equal(answer.status, 204);
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

describe('a session that somebody else has chosen', () => {
  it('is never taken over by a sign-in, which always makes a new one', async (t) => {
    const { url } = await startSmallService(t);
    const ask = async (cookie: string) => (await fetch(`${url}/api/notes`, { headers: { cookie } })).status;
    const foreign = 'monlight_small_service=chosen-by-an-attacker';
    const older = await signIn(url);

    const afterForeign = await signIn(url, { cookie: foreign });
    const afterOlder = await signIn(url, { cookie: older });

    assert.equal(new Set([foreign, older, afterForeign, afterOlder]).size, 4);
    assert.equal(await ask(foreign), 401);
    assert.equal(await ask(afterForeign), 200);
  });

  it('does not get through in front of or behind the real one', async (t) => {
    const { url } = await startSmallService(t);
    const real = await signIn(url);
    const planted = 'monlight_small_service=chosen-by-an-attacker';
    const ask = async (cookie: string) => (await fetch(`${url}/api/notes`, { headers: { cookie } })).status;

    const statuses = [await ask(planted), await ask(`${planted}; ${planted}`), await ask(real)];

    assert.deepEqual(statuses, [401, 401, 200]);
  });

  it('is not given in an address, a body or a header of another name', async (t) => {
    const { url } = await startSmallService(t);
    const token = (await signIn(url)).slice('monlight_small_service='.length);

    const asked = await Promise.all([
      fetch(`${url}/api/notes?monlight_small_service=${token}`),
      fetch(`${url}/api/notes;monlight_small_service=${token}`),
      fetch(`${url}/api/notes`, { headers: { authorization: `Bearer ${decodeURIComponent(token)}` } }),
      fetch(`${url}/api/notes`, { headers: { 'x-session': token } }),
    ]);

    assert.deepEqual(
      asked.map(({ status }) => status),
      [401, 401, 401, 401],
    );
  });
});
