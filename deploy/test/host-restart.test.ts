import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { buildImages, docker, run, skip } from './engine.ts';
import { missingOf, startLoad } from './load.ts';
import { startStack, until } from './stack.ts';

// Stops and starts the engine, and with it whatever else runs on this machine: only where that is wished for.
const restart = process.env['MONLIGHT_RESTART_DOCKER'];
const without = skip || (restart ? false : 'MONLIGHT_RESTART_DOCKER is not set (such as: systemctl restart docker)');
if (without && !skip) process.stderr.write(`SKIPPED, NOT TESTED: a restart of the host (${without})\n`);

describe('a restart of the host', { skip: without }, () => {
  before(buildImages);

  it('brings everything up again by itself, with every answered report and every line once', async (t) => {
    const stack = await startStack(t);
    const name = `${stack.name}-app`;
    const program = `for (let n = 0; n < 500; n += 1) console.log('INFO line-' + n); setInterval(() => {}, 1000)`;
    await docker('run', '-d', '--name', name, '--network', 'none', 'node:26-bookworm-slim', 'node', '-e', program);
    t.after(() => run('docker', ['rm', '-f', name]));
    const point = { name: 'kept', type: 'counter', value: 3 };
    assert.equal(await stack.post('metrics-collector', '/api/metrics', [point]), 202);
    const load = startLoad(stack);
    t.after(load.stop);
    await until('reports are taken', async () => load.acknowledged.length > 500);

    const { code, said } = await run('bash', ['-c', restart ?? 'false']);
    assert.equal(code, 0, said);
    for (const service of ['error-tracker', 'log-viewer', 'metrics-collector'] as const) await stack.healthy(service);
    const atRestart = load.acknowledged.length;
    await until('reports go on', async () => load.acknowledged.length > atRestart + 100);
    await load.stop();

    assert.deepEqual(await missingOf(stack, load.acknowledged), []);
    const lines = `/api/logs?container=${name}&search=line*&limit=1`;
    await until('all lines are there', async () => (await stack.get('log-viewer', lines)).total >= 500);
    assert.equal((await stack.get('log-viewer', lines)).total, 500);
    const { data } = await stack.get('metrics-collector', '/api/metrics?name=kept&period=1h&resolution=hour');
    assert.equal(data[0].sum, 3);
    t.diagnostic(`${load.acknowledged.length} reports, all there`);
  });
});
