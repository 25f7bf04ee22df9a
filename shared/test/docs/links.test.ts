import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { anchorsOf, linksOf } from './markdown.ts';
import { FILES, FOLDERS, MARKDOWN, read } from './repository.ts';

const isOutside = (target: string): boolean => /^[a-z]+:/.test(target);

/** What is wrong with a link, if anything. */
function problemOf(file: string, target: string): string | undefined {
  const [path = '', anchor] = target.split('#');
  const place = path === '' ? file : join(dirname(file), decodeURI(path)).replace(/\/$/, '');
  if (place === '.' || FOLDERS.has(place)) return anchor === undefined ? undefined : 'a folder has no headings';
  if (!FILES.includes(place)) return 'there is no such file';
  if (anchor === undefined || !place.endsWith('.md') || anchorsOf(read(place)).has(anchor)) return undefined;
  return 'there is no such heading';
}

describe('the documents', () => {
  for (const file of MARKDOWN) {
    it(`link to what is there: ${file}`, () => {
      const links = linksOf(read(file)).filter(({ target }) => !isOutside(target));

      const broken = links.flatMap(({ target, line }) => {
        const problem = problemOf(file, target);
        return problem === undefined ? [] : [`${file}:${line}: ${target}: ${problem}`];
      });

      assert.deepEqual(broken, []);
    });
  }

  it('show pictures of their own, in light and in dark', () => {
    const images = MARKDOWN.flatMap((file) => linksOf(read(file)).filter(({ isImage }) => isImage));

    const targets = images.map(({ target }) => target);

    assert.deepEqual(targets.filter(isOutside), []);
    const light = targets.filter((target) => target.endsWith('-light.png'));
    assert.ok(light.length >= 4, 'the pages of all services');
    assert.deepEqual(
      light.filter((target) => !targets.includes(target.replace('-light', '-dark'))),
      [],
    );
  });

  it('show every picture that is kept for them', () => {
    const pictures = FILES.filter((path) => path.startsWith('.github/images/'));

    const shown = new Set(
      MARKDOWN.flatMap((file) => linksOf(read(file)).map(({ target }) => join(dirname(file), target))),
    );

    assert.deepEqual(
      pictures.filter((path) => !shown.has(path)),
      [],
    );
  });
});

describe('links and headings', () => {
  it('are found as GitHub makes them', () => {
    const text = [
      '# One `two`: three!',
      '## Same',
      '## Same',
      '[a](b.md#c "title") and ![](d.png), but not `[e](f)`',
      '<img alt="" src="g.png">',
      '```md',
      '[h](i)',
      '# no heading',
      '```',
      '[j](<k.md>)',
    ].join('\n');

    assert.deepEqual([...anchorsOf(text)], ['one-two-three', 'same', 'same-1']);
    assert.deepEqual(
      linksOf(text).map(({ target, line, isImage }) => [target, line, isImage]),
      [
        ['b.md#c', 4, false],
        ['d.png', 4, true],
        ['g.png', 5, true],
        ['k.md', 10, false],
      ],
    );
  });
});
