import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import root from '../../../package.json' with { type: 'json' };
import { SERVICES } from '../../commands/services.ts';
import { createBillOfMaterials } from '../../commands/supply/bill-of-materials.ts';
import { composeLicenceFile } from '../../commands/supply/licence-file.ts';
import { findOthers, readPackages, type Package } from '../../commands/supply/packages.ts';

const pack = (fields: Partial<Package>): Package => ({
  name: 'a',
  version: '1.0.0',
  licence: 'MIT',
  author: '',
  texts: ['The licence.'],
  ...fields,
});

describe('THIRD-PARTY-LICENCES', () => {
  const packages = readPackages();

  it('is what npm run licences writes', () => {
    const written = readFileSync(new URL('../../../deploy/THIRD-PARTY-LICENCES', import.meta.url), 'utf8');

    assert.equal(written, composeLicenceFile(packages));
  });

  it('has only licences that ask for nothing but their text', () => {
    assert.deepEqual(findOthers(packages), []);
    for (const name of ['fastify', 'better-sqlite3', 'zod', 'preact', 'uplot', 'chokidar', 'postmark']) {
      assert.ok(
        packages.some((one) => one.name === name),
        name,
      );
    }
  });

  it('lists packages with the same text together, and says where there is none', () => {
    const text = composeLicenceFile([pack({}), pack({ name: 'b' }), pack({ name: 'c', texts: [], author: 'Ann' })]);

    assert.match(text, /\na 1\.0\.0 \(MIT\)\nb 1\.0\.0 \(MIT\)\n\nThe licence\.\n/);
    assert.match(text, /\nc 1\.0\.0 \(MIT\)\n\nIt comes without a licence text; .* MIT and the author Ann\.\n$/);
  });
});

describe('findOthers', () => {
  for (const licence of ['GPL-3.0', 'AGPL-3.0-only', 'MIT AND GPL-2.0', 'SSPL-1.0', 'Unknown', 'UNLICENSED', '']) {
    it(`finds a package under '${licence}'`, () => {
      const packages = [pack({}), pack({ name: 'b', licence })];

      assert.deepEqual(findOthers(packages), packages.slice(1));
    });
  }
});

describe('npm run sbom', () => {
  for (const { name } of SERVICES) {
    it(`names every package of ${name} with its version`, () => {
      const { bomFormat, metadata, components, dependencies } = createBillOfMaterials(name);

      const own = `pkg:npm/%40monlight/${name}@${root.version}`;
      assert.equal(bomFormat, 'CycloneDX');
      assert.deepEqual([metadata.component.version, metadata.component.purl], [root.version, own]);
      assert.ok(dependencies.some(({ ref }) => ref === own));
      const known = new Set(readPackages().map((one) => `${one.name} ${one.version}`));
      for (const { group, name: part, version } of components) {
        if (group !== '@monlight') assert.ok(known.has(`${group ? `${group}/` : ''}${part} ${version}`), part);
      }
      for (const needed of ['fastify', 'better-sqlite3', 'zod', 'preact']) {
        assert.ok(
          components.some((component) => component.name === needed),
          needed,
        );
      }
    });
  }
});
