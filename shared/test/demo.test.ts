import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { startDemo } from '@monlight/shared/testing/demo-process';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { createDockerLog } from '../commands/demo/docker-log.ts';

describe('npm run demo', () => {
  it('brings every page to life, tells one story in all of them, and leaves nothing behind', async (t) => {
    const demo = await startDemo(t);

    await demo.alive('what was resolved', async () => {
      const { total } = await demo.get(0, '/api/errors?resolved=true&search=TypeError');
      return total === 1 ? true : undefined;
    });
    const payment = await demo.alive('errors of both shops', async () => {
      const { errors } = await demo.get(0, '/api/errors');
      const isThere = (type: string) => errors.some((error: any) => error.exception_type === type);
      if (!['PaymentError', 'PriceMissing', 'TimeoutError'].every(isThere)) return undefined;
      return errors.find((error: any) => error.exception_type === 'PaymentError');
    });
    const { occurrences, traceback } = await demo.get(0, `/api/errors/${payment.id}`);
    const [{ extra, user_id: user, request_method: method }] = occurrences;
    const around = await demo.alive('the lines of the request that failed', async () => {
      const { logs } = await demo.get(1, `/api/logs?search=${extra.requestId}`);
      return logs.length >= 3 ? logs : undefined;
    });
    const joined = await demo.alive('a joined traceback', async () => {
      const { logs } = await demo.get(1, '/api/logs?container=python-shop&level=ERROR&search=PriceMissing');
      return logs.find(({ message }: any) => message.includes('Traceback') && message.includes('request_id='));
    });
    const { logs: put } = await demo.get(1, `/api/logs?search=${extra.cart}+vase`);
    const { oldest_log: oldest } = await demo.get(1, '/api/stats');
    const dashboard = await demo.alive('requests that fail', async () => {
      const answer = await demo.get(2, '/api/dashboard?period=1h');
      const failing = answer.top_endpoints.find(({ endpoint }: any) => endpoint === '/carts/:cart/checkout');
      return failing?.error_rate > 0 ? answer : undefined;
    });
    const carts = await demo.get(2, '/api/metrics?name=carts&period=1h');
    const cameBack = await demo.alive('what came back', async () => {
      const { errors } = await demo.get(0, '/api/errors?resolved=false&search=TypeError');
      return errors.find(({ count }: any) => count === 2);
    });
    const stoppedAt = Date.now();
    demo.kill('SIGINT');
    const code = await demo.ended;

    assert.match(traceback, /Caused by: RangeError: vase has no price/);
    assert.deepEqual([typeof user, method, extra.productIds.includes('vase')], ['string', 'POST', true]);
    assert.ok(around.some(({ level, message }: any) => level === 'ERROR' && message.includes('PaymentError')));
    assert.match(joined.message, /\n.*catalogue\.py[\s\S]*PriceMissing: Tea cosy has no price$/);
    assert.ok(put.some(({ message }: any) => message.includes('put into the cart')));
    assert.ok(Date.parse(oldest) < Date.now() - 50 * 60_000, 'an hour of logs');
    assert.ok(dashboard.request_rate.length > 55, 'an hour of requests');
    const rates = dashboard.error_rate.map(({ rate_5xx: rate }: any) => rate as number);
    assert.deepEqual([rates.slice(0, 50).every((rate: number) => rate === 0), Math.max(...rates) > 0], [true, true]);
    assert.ok(new Set(carts.data.map(({ last }: any) => last)).size > 3, 'a gauge that moves');
    assert.equal(cameBack.resolved, false);
    assert.equal(code, 0, demo.said());
    assert.ok(Date.now() - stoppedAt < 10_000);
    assert.deepEqual(demo.left(), []);
    assert.ok(demo.programs.length >= 6, 'three services and their parent, two shops');
  });

  it('goes without Python where there is none, and ends with 1 when a program does, whose lines it shows', async (t) => {
    const demo = await startDemo(t, { MONLIGHT_PYTHON: '/nowhere/python' });
    const victim = demo.programs.find(({ args }) => args.includes('log-viewer/src/main.ts'));

    process.kill(victim?.pid ?? 0, 'SIGKILL');
    const code = await demo.ended;

    assert.match(demo.output(), /Python shop +left out: \/nowhere\/python does not run; .+\n/);
    assert.equal(code, 1);
    assert.match(demo.said(), /^log-viewer ended with 1; the last lines:\n.*"service":"log-viewer"/m);
    assert.deepEqual(demo.left(), []);
  });

  it('stops everything when it fails itself', async (t) => {
    const demo = await startDemo(t, { MONLIGHT_PYTHON: '/nowhere/python' });

    for (const name of readdirSync(demo.folder)) rmSync(join(demo.folder, name, 'containers'), { recursive: true });
    const code = await demo.ended;

    assert.equal(code, 1);
    assert.match(demo.said(), /ENOENT.*json\.log/);
    assert.deepEqual(demo.left(), []);
  });

  it('ends when a shop does', async (t) => {
    const demo = await startDemo(t, { MONLIGHT_PYTHON: '/nowhere/python' });
    const shop = demo.programs.find(({ args }) => args.includes('example/main.ts'));

    process.kill(shop?.pid ?? 0, 'SIGKILL');
    const code = await demo.ended;

    assert.equal(code, 1);
    assert.match(demo.said(), /^node-shop ended with 1; the last lines:\n.*"service":"node-shop"/m);
    assert.deepEqual(demo.left(), []);
  });
});

describe('the log of a shop', () => {
  it('is as Docker writes it, and takes no more than two files', (t) => {
    const containers = temporaryFolder(t);
    const log = createDockerLog({ containers, name: 'shop', maxSize: 1000, createdAt: 0 });

    for (let at = 0; at < 100; at++) log.append([{ at, stream: 'stderr', text: `line "${at}"` }]);

    const folder = join(containers, readdirSync(containers)[0] ?? '');
    const lines = [`${log.logPath}.1`, log.logPath].map((path) => readFileSync(path, 'utf8'));
    const last = lines[1]?.trim().split('\n').at(-1) ?? '';
    const { Name, Config } = JSON.parse(readFileSync(join(folder, 'config.v2.json'), 'utf8'));
    assert.deepEqual(JSON.parse(last), { log: 'line "99"\n', stream: 'stderr', time: '1970-01-01T00:00:00.099Z' });
    assert.ok(lines.every((text) => text.length <= 1000));
    assert.equal(existsSync(`${log.logPath}.2`), false);
    assert.deepEqual([Name, Config.Labels['com.docker.compose.service']], ['/shop', 'shop']);
  });
});
