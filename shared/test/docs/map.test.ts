import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tableBelow } from './markdown.ts';
import { FILES, FOLDERS, read } from './repository.ts';

const CONTRIBUTING = read('CONTRIBUTING.md');
/** Folders whose children a newcomer must find on the map. */
const EXPLAINED =
  /^(error-tracker\/src|log-viewer\/src|metrics-collector\/src|shared|clients|clients\/node\/src|clients\/python\/src)$/;

/** The paths on the map, without a slash at their end; rows that begin with ↳ are below the row before that does not. */
function placesOnMap(): string[] {
  let parent = '';
  return tableBelow(CONTRIBUTING, 'The map').flatMap(([cell = '']) => {
    const isBelow = cell.startsWith('↳');
    const places = [...cell.matchAll(/`([^`]+)`/g)].map(([, path = '']) => (isBelow ? `${parent}${path}` : path));
    if (!isBelow) parent = places[0] ?? '';
    return places.map((path) => path.replace(/\/$/, ''));
  });
}

describe('the map in CONTRIBUTING.md', () => {
  it('names only places that are there', () => {
    const places = placesOnMap();

    assert.ok(places.length > 20, 'the map is read');
    assert.deepEqual(
      places.filter((path) => !FOLDERS.has(path) && !FILES.includes(path)),
      [],
    );
  });

  it('has every folder that a newcomer meets first', () => {
    const places = placesOnMap();
    const met = [...FOLDERS].filter((path) => {
      const parent = path.split('/').slice(0, -1).join('/');
      return parent === '' || EXPLAINED.test(parent);
    });

    const missing = met.filter((path) => !places.some((place) => place === path || place.startsWith(`${path}/`)));

    assert.ok(met.length > 20, 'the tree is read');
    assert.deepEqual(missing, []);
  });

  it('stands in a text that names only files and folders that are there', () => {
    const paths = [...FILES, ...[...FOLDERS].map((path) => `${path}/`)].map((path) => `/${path}`);
    const names = [...CONTRIBUTING.matchAll(/`([\w./@-]+(?:\/|\.(?:ts|mjs|sh|md|py|yml)))`/g)].map(
      ([, name = '']) => name,
    );

    const missing = names.filter((name) => !paths.some((path) => path.endsWith(`/${name}`)));

    assert.ok(names.length > 60, 'the text is read');
    assert.deepEqual(missing, []);
  });
});
