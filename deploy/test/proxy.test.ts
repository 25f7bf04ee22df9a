import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it, type TestContext } from 'node:test';
import { withBrowser, type TestBrowser } from '../../shared/testing/browser.ts';
import { freePort } from '../../shared/testing/service-process.ts';
import { temporaryFolder } from '../../shared/testing/temporary-folder.ts';
import { buildImages, docker, ROOT, run, skip } from './engine.ts';
import { startStack, until, type Stack } from './stack.ts';

type Page = Awaited<ReturnType<TestBrowser['open']>>;

const NGINX = ['/usr/sbin/nginx', '/usr/bin/nginx'].find((file) => runs(file, '-v'));
const withoutNginx = skip || (NGINX ? false : 'there is no nginx: apt-get install nginx-light');
if (withoutNginx && !skip) {
  assert.notEqual(process.env['MONLIGHT_REQUIRE_DOCKER'], '1', withoutNginx);
  process.stderr.write(`SKIPPED, NOT TESTED: the stack behind nginx (${withoutNginx})\n`);
}

function runs(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** nginx with the shipped configuration: only host, certificate and ports are put in. Gives its address. */
async function startNginx(t: TestContext, stack: Stack): Promise<string> {
  const folder = temporaryFolder(t);
  const [plain, tls] = [await freePort(), await freePort()];
  const certificate = ['-subj', '/CN=localhost', '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  const made = await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...certificate]);
  assert.equal(made.code, 0, made.said);
  const site = readFileSync(`${ROOT}deploy/nginx.conf.example`, 'utf8')
    .replaceAll(/listen (\[::\]:)?80;/g, `listen $1${plain};`)
    .replaceAll(/listen (\[::\]:)?443 ssl;/g, `listen $1${tls} ssl;`)
    .replaceAll('monitoring.example.com;', 'localhost;')
    .replace(/ssl_certificate .*;/, `ssl_certificate ${folder}/cert.pem;`)
    .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${folder}/key.pem;`)
    .replaceAll('http://127.0.0.1:5010', stack.url('error-tracker'))
    .replaceAll('http://127.0.0.1:5011', stack.url('log-viewer'))
    .replaceAll('http://127.0.0.1:5012', stack.url('metrics-collector'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((each) => `${each}_temp_path ${folder}/${each};`)
    .join('\n');
  const file = join(folder, 'nginx.conf');
  writeFileSync(
    file,
    `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {}\nhttp { access_log off; ${temporary}\n${site}}\n`,
  );
  const child = spawn(NGINX ?? '', ['-p', folder, '-e', join(folder, 'error.log'), '-c', file], { stdio: 'inherit' });
  t.after(async () => {
    child.kill('SIGQUIT');
    if (child.exitCode === null) await once(child, 'exit');
  });
  await until('nginx answers', async () => (await run('curl', ['-sk', `https://localhost:${tls}/`])).code === 0);
  return `https://localhost:${tls}`;
}

async function openSignedIn(t: TestContext, browser: TestBrowser, url: string, key: string): Promise<Page> {
  const page = await browser.open(url, { ignoreHTTPSErrors: true });
  await page.locator('input[type=password]').fill(key);
  await page.keyboard.press('Enter');
  await page.locator('input[type=password]').waitFor({ state: 'detached' });
  const cookies = await page.context().cookies();
  assert.ok(
    cookies.every(({ secure, httpOnly }) => secure && httpOnly),
    'the cookie travels over TLS only',
  );
  t.diagnostic(`${url}: signed in`);
  return page;
}

describe('behind nginx with the shipped configuration', { skip: withoutNginx }, () => {
  before(buildImages);

  it(
    'all pages work below their paths, over TLS: sign-in, reload, live tail',
    withBrowser(async (t, browser) => {
      const stack = await startStack(t, undefined, { TRUST_PROXY: 'true' });
      const base = await startNginx(t, stack);
      const report = { project: 'shop', exception_type: 'KeyError', message: 'price', traceback: '' };
      assert.equal(await stack.post('error-tracker', '/api/errors', report), 201);
      const point = { name: 'http_requests_total', type: 'counter', value: 41, labels: { endpoint: '/items' } };
      assert.equal(await stack.post('metrics-collector', '/api/metrics', [point]), 202);

      const errors = await openSignedIn(t, browser, `${base}/errors/`, stack.key);
      await errors.getByRole('link', { name: /KeyError/ }).click();
      await errors.getByRole('heading', { level: 1, name: 'KeyError' }).waitFor();
      assert.equal(errors.url(), `${base}/errors/errors/1`);
      await errors.reload();
      await errors.getByRole('button', { name: 'Resolve' }).click();
      await errors.getByText('1 error resolved').waitFor();

      const metrics = await openSignedIn(t, browser, `${base}/metrics/`, stack.key);
      await metrics.getByText('/items').first().waitFor();
      await metrics.getByRole('link', { name: 'Explorer' }).click();
      await metrics.waitForURL(`${base}/metrics/explore*`);

      const app = `${stack.name}-app`;
      const program = `process.on('SIGUSR1', () => console.log('INFO live ' + Date.now())); console.log('INFO begun'); setInterval(() => {}, 1000)`;
      await docker('run', '-d', '--name', app, '--network', 'none', 'node:26-bookworm-slim', 'node', '-e', program);
      t.after(() => run('docker', ['rm', '-f', app]));
      const logs = await openSignedIn(t, browser, `${base}/logs/?container=${app}`, stack.key);
      await logs.getByText('INFO begun').first().waitFor();
      const heard = logs.waitForResponse((answer) => answer.url().startsWith(`${base}/logs/api/logs/tail`));
      await logs.getByRole('button', { name: 'Live' }).click();
      assert.equal((await heard).status(), 200);
      const sent = Date.now();
      await docker('kill', '-s', 'USR1', app);
      await logs
        .getByText(/INFO live \d+/)
        .first()
        .waitFor();
      t.diagnostic(`a line is on the page ${Date.now() - sent} ms after it was asked for`);
      assert.ok(Date.now() - sent < 5000, 'nothing holds the line back');
    }),
  );

  it('tells the services the client’s own address, whatever the client claims', async (t) => {
    const stack = await startStack(t, ['error-tracker'], { TRUST_PROXY: 'true' });
    const base = await startNginx(t, stack);
    const wrong = ['-sk', '-o', '/dev/null', '-w', '%{http_code} ', '-d', '{"api_key":"not_the_key_at_all"}'];
    const address = `${base}/errors/api/session`;

    const claims = Array.from({ length: 7 }, (_, n) => ['-H', `X-Forwarded-For: 10.0.0.${n}`]);
    const codes = await Promise.all(claims.map((claim) => run('curl', [...wrong, ...claim, address])));

    assert.ok(
      codes.some(({ said }) => said.trim() === '429'),
      'wrong keys are counted by the real address',
    );
  });
});
