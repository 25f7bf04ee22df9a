import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { foldLibraries, piecesOf } from '../../ui/src/detail/frames.ts';

const frame = (kind: 'text' | 'application' | 'library', text: string = kind) => ({
  text,
  file: null,
  line: null,
  function: null,
  kind,
});

describe('folding a traceback', () => {
  it('puts library frames that follow each other behind one line', () => {
    const blocks = foldLibraries(
      (['text', 'library', 'library', 'application', 'library'] as const).map((kind) => frame(kind)),
    );

    assert.deepEqual(
      blocks.map((block) => (block.kind === 'folded' ? block.frames.length : block.frame.kind)),
      ['text', 2, 'application', 1],
    );
  });

  it('hides nothing where there is nothing but libraries', () => {
    const blocks = foldLibraries([frame('text'), frame('library'), frame('library')]);

    assert.ok(blocks.every(({ kind }) => kind === 'part'));
  });
});

describe('marking a frame’s first line', () => {
  const cases = [
    {
      head: '  File "/app/shop/orders.py", line 88, in create_order',
      frame: { file: '/app/shop/orders.py', line: 88, function: 'create_order' },
      marked: { folder: '/app/shop/', file: 'orders.py', line: '88', function: 'create_order' },
    },
    {
      head: '    at render (/srv/web/render/42.ts:42:15)',
      frame: { file: '/srv/web/render/42.ts', line: 42, function: 'render' },
      marked: { folder: '/srv/web/render/', file: '42.ts', line: '42', function: 'render' },
    },
    {
      head: 'handleClick@http://example.com/static/app.js:42:15',
      frame: { file: 'http://example.com/static/app.js', line: 42, function: 'handleClick' },
      marked: { folder: 'http://example.com/static/', file: 'app.js', line: '42', function: 'handleClick' },
    },
    {
      head: '\tat com.example.Shop.total(Shop.java:17)',
      frame: { file: 'Shop.java', line: 17, function: 'com.example.Shop.total' },
      marked: { file: 'Shop.java', line: '17', function: 'com.example.Shop.total' },
    },
    {
      head: '   at Shop.Cart.Total() in C:\\src\\Cart.cs:line 12',
      frame: { file: 'C:\\src\\Cart.cs', line: 12, function: 'Shop.Cart.Total()' },
      marked: { folder: 'C:\\src\\', file: 'Cart.cs', line: '12', function: 'Shop.Cart.Total()' },
    },
    { head: 'something else', frame: { file: '/a.py', line: 1, function: 'f' }, marked: {} },
  ];

  it('finds folder, file, line and function in every language’s order', () => {
    for (const { head, frame: names, marked } of cases) {
      const pieces = piecesOf(head, { ...frame('application', head), ...names });
      const found = pieces.flatMap(({ names: name, text }) => (name === null ? [] : [[name, text]]));

      assert.equal(pieces.map(({ text }) => text).join(''), head);
      assert.deepEqual(Object.fromEntries(found), marked);
    }
  });
});
