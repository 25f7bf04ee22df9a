import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { temporaryFolder } from '../../shared/testing/temporary-folder.ts';
import { docker, ROOT, run, skip, type Outcome } from './engine.ts';

const smokeTest = (...args: string[]): Promise<Outcome> => run(`${ROOT}deploy/smoke-test.sh`, args);

/** What somebody may break, as a compose file over the tested one, and a check that has to notice. */
const BROKEN = {
  'the key is another one': {
    over: 'error-tracker: { environment: { API_KEY: some_other_key_12345 } }',
    noticed: /FAIL {2}error-tracker: takes a report/,
  },
  'the limit is off': {
    over: "log-viewer: { environment: { RATE_LIMIT: '0' } }",
    noticed: /FAIL {2}log-viewer: refuses more than 60 requests a minute/,
  },
  'the pages are missing': {
    over: 'metrics-collector: { tmpfs: [/app/ui] }',
    noticed: /FAIL {2}metrics-collector: the page's script is there/,
  },
  'Docker’s folder cannot be read': {
    over: "log-viewer: { user: '1000:0' }",
    noticed: /FAIL {2}log-viewer: has read the container's three entries/,
  },
  'signals do not reach the service': {
    over: `error-tracker: { entrypoint: [sh, -c, 'trap "" TERM; node /app/main.js; true'] }`,
    noticed: /FAIL {2}error-tracker: SIGTERM ends it within 10 s/,
  },
  'the file system can be written to': {
    over: 'metrics-collector: { read_only: false }\n  error-tracker: { read_only: false }',
    noticed: /FAIL {2}\S+: cannot write outside its data/,
  },
};

describe('smoke-test.sh', { skip }, () => {
  let whole: Outcome;
  before(async () => {
    whole = await smokeTest();
  });

  it('passes, counts, and leaves nothing behind', async () => {
    const { code, said } = whole;
    assert.equal(code, 0, said);
    const passed = said.match(/^PASS /gm)?.length ?? 0;
    assert.ok(passed > 100, `${passed} checks`);
    assert.match(said, new RegExp(`^${passed} passed, 0 failed$`, 'm'));
    assert.equal(await docker('ps', '-aq', '--filter', 'name=^/(e2e_|test_container)'), '');
    assert.equal(await docker('volume', 'ls', '-q', '--filter', 'name=e2e_'), '');
  });

  for (const [what, { over, noticed }] of Object.entries(BROKEN)) {
    it(`fails when ${what}`, async (t) => {
      const file = join(temporaryFolder(t), 'override.yml');
      writeFileSync(file, `services:\n  ${over}\n`);

      const { code, said } = await smokeTest('--no-build', '-f', file);

      assert.equal(code, 1, said);
      assert.match(said, noticed);
      assert.match(said, /^\d+ passed, [1-9]\d* failed$/m);
    });
  }
});
