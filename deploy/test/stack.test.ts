import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { before, describe, it, type TestContext } from 'node:test';
import { buildImages, docker, run, SERVICES, skip, TEST_IMAGES } from './engine.ts';
import { missingOf, startLoad } from './load.ts';
import { createStack, startStack, until } from './stack.ts';

const PORTS = { 'error-tracker': 5010, 'log-viewer': 5011, 'metrics-collector': 5012 };
const BASE = 'node:26-bookworm-slim';
const MiB = 2 ** 20;

/** A container beside the stack that prints a line and stays. */
async function runPrinting(t: TestContext, line: string): Promise<string> {
  const name = `monlight-test-app-${randomBytes(4).toString('hex')}`;
  t.after(() => run('docker', ['rm', '-f', name]));
  const program = `console.log(${JSON.stringify(line)}); setInterval(() => {}, 1000)`;
  await docker('run', '-d', '--name', name, '--network', 'none', BASE, 'node', '-e', program);
  return name;
}

const healthOf = (container: string) => docker('inspect', '-f', '{{.State.Health.Status}}', container);

describe('docker-compose.monitoring.yml', { skip }, () => {
  before(buildImages);

  it('starts three services that Docker calls healthy, and shows the logs of another container', async (t) => {
    const stack = await startStack(t);
    const app = await runPrinting(t, 'WARNING the disk is slow');

    for (const service of SERVICES) {
      await until(`${service} is healthy`, async () => (await healthOf(stack.container(service))) === 'healthy');
    }
    const search = `/api/logs?container=${app}&search=disk`;
    await until('the line is found', async () => (await stack.get('log-viewer', search)).total === 1);

    const { logs } = await stack.get('log-viewer', search);
    assert.equal(logs[0].level, 'WARNING');
    const { containers } = await stack.get('log-viewer', '/api/containers');
    const names = containers.map(({ name }: { name: string }) => name);
    assert.ok(!names.includes(stack.container('log-viewer')), 'it does not follow itself');
  });

  it('gives containers nothing that they do not need', async (t) => {
    const stack = await startStack(t);

    for (const service of SERVICES) {
      const container = stack.container(service);
      const capabilities = await docker('exec', container, 'grep', 'Cap', '/proc/1/status');
      assert.ok(
        capabilities.split('\n').every((line) => /\s0+$/.test(line)),
        capabilities,
      );
      const { code, said } = await run('docker', ['exec', container, 'touch', '/app/x']);
      assert.equal(code, 1, said);
      const { HostConfig } = JSON.parse(await docker('inspect', container))[0];
      assert.equal(HostConfig.Memory, 64 * MiB);
      const [binding] = HostConfig.PortBindings[`${PORTS[service]}/tcp`];
      assert.equal(binding.HostIp, '127.0.0.1');
      assert.ok(HostConfig.SecurityOpt.some((option: string) => option.startsWith('no-new-privileges')));
      assert.equal(await docker('exec', container, 'id', '-u'), service === 'log-viewer' ? '0' : '1000');
    }
    const written = await run('docker', [
      'exec',
      stack.container('log-viewer'),
      'touch',
      '/var/lib/docker/containers/x',
    ]);
    assert.equal(written.code, 1, 'Docker’s folder can only be read');
  });

  for (const [what, settings] of Object.entries({ empty: { API_KEY: '' }, missing: { API_KEY: null } })) {
    it(`does not start with API_KEY ${what}, and says so`, async (t) => {
      const stack = await createStack(t, settings);

      const { code, said } = await stack.compose('up', '-d', '--no-build');

      assert.notEqual(code, 0);
      assert.match(said, /API_KEY is not set in deploy\/secrets\.env/);
      assert.equal(await docker('ps', '-aq', '--filter', `name=${stack.name}`), '');
    });
  }

  it('says which key is too short', async (t) => {
    const stack = await createStack(t, { API_KEY: 'short', INGEST_API_KEY: 'short' });

    await stack.compose('up', '-d', '--no-build', 'error-tracker');

    const container = stack.container('error-tracker');
    await until('it says so', async () => {
      const { said } = await run('docker', ['logs', container]);
      return /error-tracker: API_KEY must be at least 16/.test(said) && /INGEST_API_KEY must be at least 16/.test(said);
    });
  });

  it('is up again after its processes were killed under load, with every answered report', async (t) => {
    const stack = await startStack(t, ['error-tracker']);
    const container = stack.container('error-tracker');
    const load = startLoad(stack);
    t.after(load.stop);
    for (let round = 1; round <= 3; round += 1) {
      const soFar = load.acknowledged.length;
      await until('reports are taken', async () => load.acknowledged.length > soFar + 300);
      const pid = await docker('inspect', '-f', '{{.State.Pid}}', container);
      process.kill(Number(pid), 'SIGKILL');
      const isRestarted = async () => Number(await docker('inspect', '-f', '{{.RestartCount}}', container)) === round;
      await until('Docker has restarted it', isRestarted);
    }
    // Docker takes its own `kill` for a wish, and leaves the container alone.
    await docker('kill', '-s', 'KILL', container);
    await stack.compose('up', '-d', '--no-build', 'error-tracker');
    await stack.healthy('error-tracker');
    await load.stop();

    assert.deepEqual(await missingOf(stack, load.acknowledged), []);
    t.diagnostic(`${load.acknowledged.length} reports, all there after four kills`);
  });
});

describe('the images', { skip }, () => {
  before(buildImages);

  it('share every layer but the last, which is at most 5 MB', async () => {
    const layers = await Promise.all(
      SERVICES.map(async (service) =>
        JSON.parse(await docker('image', 'inspect', '-f', '{{json .RootFS.Layers}}', `${TEST_IMAGES}${service}`)),
      ),
    );
    const [shared] = layers.map((each) => each.slice(0, -1));
    for (const each of layers) assert.deepEqual(each.slice(0, -1), shared);
    assert.equal(new Set(layers.map((each) => each.at(-1))).size, SERVICES.length);

    const base = Number(await docker('image', 'inspect', '-f', '{{.Size}}', BASE));
    for (const service of SERVICES) {
      const history = await docker('history', '--human=false', '--format', '{{.Size}}', `${TEST_IMAGES}${service}`);
      // Steps that only set something have no size; the newest is on top.
      const own =
        history
          .split('\n')
          .map(Number)
          .find((size) => size > 0) ?? 0;
      assert.ok(own <= 5e6, `${service} adds ${own} bytes`);
      const whole = Number(await docker('image', 'inspect', '-f', '{{.Size}}', `${TEST_IMAGES}${service}`));
      assert.ok(whole - base < 8e6, `${service} is ${whole - base} bytes over its base`);
    }
  });
});

describe('secrets.env.example', () => {
  it('has every setting that the READMEs have', () => {
    const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    const example = read('deploy/secrets.env.example');
    const files = ['README.md', ...SERVICES.map((service) => `${service}/README.md`)];
    const settings = new Set(
      files.flatMap((file) => [...read(file).matchAll(/^\| `([A-Z][A-Z_]+)` \|/gm)].map(([, name = '']) => name)),
    );

    const missing = [...settings].filter((name) => !new RegExp(`(^#?|_| )${name}\\b`, 'm').test(example));

    assert.ok(settings.size > 25);
    assert.deepEqual(missing, []);
  });
});
