import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startLogViewer } from '../start.ts';

const NAMES = ['__proto__', 'constructor', 'toString'];

describe('names that every object in JavaScript has', () => {
  it('are plain names as containers, labels and in JSON messages', async (t) => {
    const { docker, stored, call, entries } = await startLogViewer(t);
    const message =
      '{"__proto__":{"isPolluted":true},"constructor":{"prototype":{"isPolluted":true}},"level":"__proto__"}';
    for (const name of NAMES) {
      const labels = JSON.parse(`{"__proto__":"a","com.docker.compose.project":"${name}"}`) as Record<string, string>;
      docker.create({ name, labels }).print('stdout', message);
    }
    await stored(NAMES.length);

    const { body: stats } = await call('GET', '/api/stats');
    const { body: listed } = await call('GET', '/api/containers');
    const found = await entries({ container: '__proto__', __proto__: 'a' });

    assert.equal(JSON.stringify(stats.by_container), '{"__proto__":1,"constructor":1,"toString":1}');
    assert.deepEqual(
      listed.containers.map(({ name }: { name: string }) => name),
      NAMES,
    );
    assert.deepEqual(
      found.map((entry) => [entry.message, entry.level]),
      [[message, 'INFO']],
    );
    assert.equal('isPolluted' in {}, false);
  });

  it('are refused or unknown in queries', async (t) => {
    const { call } = await startLogViewer(t);

    const level = await call('GET', '/api/logs?level=constructor');
    const format = await call('GET', '/api/logs/export?format=__proto__');
    const other = await call('GET', '/api/logs?__proto__[isPolluted]=1&constructor.prototype.isPolluted=1');

    assert.deepEqual([level.status, format.status, other.status], [400, 400, 200]);
    assert.equal('isPolluted' in {}, false);
  });
});
