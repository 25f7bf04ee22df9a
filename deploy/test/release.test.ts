import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { temporaryFolder } from '../../shared/testing/temporary-folder.ts';
import { ROOT, run } from './engine.ts';

const VERSIONS = {
  'v9.8.7': ['package.json'],
  'node-v9.8.7': ['clients/node/package.json', 'clients/node/src/version.ts'],
  'python-v9.8.7-rc.1': ['clients/python/src/monlight/_version.py'],
};

/** A copy of what a release touches, with this text for a changelog. */
function copyRepository(t: TestContext, changelog: string) {
  const folder = temporaryFolder(t);
  for (const file of ['deploy/release.sh', 'deploy/lib.sh', ...Object.values(VERSIONS).flat()]) {
    cpSync(join(ROOT, file), join(folder, file));
  }
  writeFileSync(join(folder, 'CHANGELOG.md'), changelog);
  return {
    read: (file: string) => readFileSync(join(folder, file), 'utf8'),
    release: (...args: string[]) => run(join(folder, 'deploy/release.sh'), args),
  };
}

describe('release.sh', () => {
  for (const [tag, files] of Object.entries(VERSIONS)) {
    it(`sets the version of ${tag} where it belongs, and finds it there`, async (t) => {
      const { read, release } = copyRepository(t, '# Changelog\n\n## Unreleased\n\n- Something new.\n');
      const version = tag.replace(/^.*v/, '');

      const before = await release('check', tag);
      const set = await release('set', tag);
      const after = await release('check', tag);
      const notes = await release('notes', tag);

      assert.equal(before.code, 1);
      assert.equal(set.code, 0, set.said);
      assert.equal(after.code, 0, after.said);
      assert.equal(notes.said.trim(), '- Something new.');
      for (const file of files) assert.ok(read(file).includes(version), file);
      assert.match(read('CHANGELOG.md'), /^## Unreleased\n\n## (node |python )?9\.8\.7\S* - \d{4}-\d\d-\d\d\n/m);
    });
  }

  it('says no to a tag without entries, and to what is no tag', async (t) => {
    const { release } = copyRepository(t, '# Changelog\n\n## Unreleased\n\n## 9.8.70\n\n- Another version.\n');

    const without = await release('check', 'v9.8.7');
    const none = await release('check', '9.8.7');

    assert.match(without.said, /CHANGELOG\.md has no entries below a heading "## 9\.8\.7"/);
    assert.match(without.said, /package\.json has version .*, not 9\.8\.7/);
    assert.match(none.said, /9\.8\.7 is no tag of a release/);
    assert.deepEqual([without.code, none.code], [1, 1]);
  });
});
