import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it, type TestContext } from 'node:test';
import { buildImages, docker, run, skip, TEST_IMAGES } from './engine.ts';
import { missingOf, startLoad } from './load.ts';
import { imageOf, startStack, until, type Stack } from './stack.ts';

/** Looks like a registry's, so that nothing is built: what an upgrade takes is what is tagged here. */
const PREFIX = 'localhost:5/monlight-test-';
const IMAGE = `${PREFIX}error-tracker`;

/** Makes the image that the next upgrade takes, from the one that is tested. */
function makeNext(lines: string): void {
  execFileSync('docker', ['build', '-q', '-t', `${IMAGE}:latest`, '-'], {
    input: `FROM ${TEST_IMAGES}error-tracker\n${lines}\n`,
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { ...process.env, DOCKER_BUILDKIT: '0' },
  });
}

async function startOld(t: TestContext): Promise<Stack> {
  await docker('tag', `${TEST_IMAGES}error-tracker`, `${IMAGE}:latest`);
  return startStack(t, ['error-tracker'], { IMAGE_PREFIX: PREFIX });
}

describe('upgrade.sh', { skip }, () => {
  before(buildImages);
  after(async () => {
    const left = await docker('images', '-q', IMAGE);
    if (left !== '')
      await run('docker', ['rmi', '-f', ...['latest', 'rollback', 'failed'].map((tag) => `${IMAGE}:${tag}`)]);
  });

  it('brings the new version under load, without the loss of an answered report', async (t) => {
    const stack = await startOld(t);
    const container = stack.container('error-tracker');
    const old = await imageOf(container);
    const load = startLoad(stack);
    t.after(load.stop);
    await until('reports are there', async () => load.acknowledged.length > 500);
    makeNext('LABEL next=1');

    const { code, said } = await stack.script('upgrade.sh', '--no-pull', 'error-tracker');
    const atEnd = load.acknowledged.length;
    await until('reports go on', async () => load.acknowledged.length > atEnd + 500);
    await load.stop();

    assert.equal(code, 0, said);
    assert.match(said, /integrity ok[^]*error-tracker: upgraded/);
    assert.notEqual(await imageOf(container), old);
    assert.deepEqual(await missingOf(stack, load.acknowledged), []);
    t.diagnostic(`${load.acknowledged.length} reports, all there`);
  });

  for (const [what, lines] of Object.entries({
    'ends at once': `ENTRYPOINT ["node", "-e", "console.error('broken on purpose'); process.exit(3)"]`,
    'runs but never answers': `ENTRYPOINT ["node", "-e", "setInterval(() => {}, 1000)"]`,
    'does not exist as a program': 'ENTRYPOINT ["/nowhere"]',
  })) {
    it(`rolls a version back by itself that ${what}`, async (t) => {
      const stack = await startOld(t);
      const container = stack.container('error-tracker');
      const old = await imageOf(container);
      const load = startLoad(stack);
      await until('reports are there', async () => load.acknowledged.length > 500);
      makeNext(lines);

      const { code, said } = await stack.script('upgrade.sh', '--no-pull', '--no-backup', 'error-tracker');
      await load.stop();

      assert.equal(code, 1);
      assert.match(said, /ROLLED BACK/);
      assert.match(said, /FAILED: error-tracker was rolled back/);
      await stack.healthy('error-tracker');
      assert.equal(await imageOf(container), old);
      assert.deepEqual(await missingOf(stack, load.acknowledged), []);
      // What `up` would start is the old one, too.
      assert.equal(await docker('image', 'inspect', '-f', '{{.Id}}', `${IMAGE}:latest`), old);
    });
  }

  it('brings the database back, too, where the new version has changed it', async (t) => {
    const stack = await startOld(t);
    assert.equal(await stack.post('error-tracker', '/api/errors', report('before')), 201);
    const program = [
      `const db = new (require('/app/node_modules/better-sqlite3'))('/data/errors.db')`,
      `db.exec('UPDATE _meta SET value = 999')`,
      'process.exit(1)',
    ].join('; ');
    makeNext(`ENTRYPOINT ${JSON.stringify(['node', '-e', program])}`);

    const { code, said } = await stack.script('upgrade.sh', '--no-pull', 'error-tracker');

    assert.equal(code, 1);
    assert.match(said, /ROLLED BACK to the version and the database from before the upgrade/);
    await stack.healthy('error-tracker');
    assert.deepEqual(await missingOf(stack, ['before']), []);
  });

  it('leaves alone what has not changed, and what was ill before', async (t) => {
    const stack = await startOld(t);
    const started = () => docker('inspect', '-f', '{{.State.StartedAt}}', stack.container('error-tracker'));
    const first = await started();

    const same = await stack.script('upgrade.sh', '--no-pull', '--no-backup', 'error-tracker');
    const second = await started();
    await docker('stop', stack.container('error-tracker'));
    const ill = await stack.script('upgrade.sh', '--no-pull', '--no-backup', 'error-tracker');
    const forced = await stack.script('upgrade.sh', '--no-pull', '--no-backup', '--force', 'error-tracker');

    assert.match(same.said, /error-tracker: unchanged/);
    assert.equal(second, first);
    assert.match(ill.said, /does not answer; start or mend it first/);
    assert.deepEqual([same.code, ill.code, forced.code], [0, 1, 0]);
    await stack.healthy('error-tracker');
  });
});

function report(name: string) {
  return { project: 'shop', exception_type: name, message: '', traceback: '' };
}
