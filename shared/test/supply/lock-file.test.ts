import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

/** What each package of `pnpm-lock.yaml` is fetched as. */
function readResolutions(): [name: string, resolution: string][] {
  const [, packages = ''] = read('pnpm-lock.yaml').split('\npackages:\n');
  const [section = ''] = packages.split('\nsnapshots:\n');
  return section
    .split(/^ {2}(?=\S)/m)
    .slice(1)
    .map((entry) => [
      entry.slice(0, entry.indexOf(':\n')),
      /^ {4}resolution: (.*)$/m.exec(entry)?.[1] ?? 'no resolution',
    ]);
}

describe('the lock files', () => {
  it('have the hash of every package, and fetch none by an address of its own', () => {
    const resolutions = readResolutions();

    const others = resolutions.filter(
      ([, resolution]) => !/^\{integrity: sha512-[A-Za-z0-9+/]{86}==\}$/.test(resolution),
    );

    assert.ok(resolutions.length > 300, `${resolutions.length} packages`);
    assert.deepEqual(others, []);
  });

  it('have the hash of the Node and the pnpm that everything runs on', () => {
    const { packages } = JSON.parse(read('shared/commands/toolchain/package-lock.json')) as {
      packages: Record<string, { integrity?: string }>;
    };
    const { '': _, ...fetched } = packages;

    const others = Object.entries(fetched).filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-'));

    assert.ok(Object.keys(fetched).length > 2);
    assert.deepEqual(others, []);
  });

  it('are kept to by whatever installs', () => {
    const installs = ['deploy/Dockerfile', 'shared/commands/setup.ts'].map((file) => [file, read(file)] as const);

    for (const [file, text] of installs) assert.match(text, /install'?,? '?--frozen-lockfile/, file);
  });
});

describe('scripts at installation', () => {
  it('are those of Node and pnpm themselves, which fetch their binaries, and no others', () => {
    const { allowScripts } = JSON.parse(read('shared/commands/toolchain/package.json'));

    assert.deepEqual(allowScripts, { node: true, pnpm: true });
    assert.match(read('pnpm-workspace.yaml'), /^allowBuilds: \{\}$/m);
    assert.doesNotMatch(read('pnpm-workspace.yaml'), /dangerously|onlyBuilt|neverBuilt|strictDepBuilds: false/i);
    assert.deepEqual(globSync(['.npmrc', '*/.npmrc', 'clients/*/.npmrc', '.pnpmfile.*']), []);
  });

  it('are asked for by no installed package', () => {
    const root = new URL('../../../', import.meta.url).pathname;
    const manifests = globSync(['node_modules/.pnpm/*/node_modules/{*,@*/*}/package.json'], { cwd: root });
    const asking = manifests.filter((manifest) => {
      const { scripts = {} } = JSON.parse(readFileSync(`${root}${manifest}`, 'utf8')) as { scripts?: object };
      return ['preinstall', 'install', 'postinstall'].some((script) => Object.hasOwn(scripts, script));
    });

    assert.ok(manifests.length > 300, `${manifests.length} packages`);
    assert.deepEqual(asking, []);
  });
});
