import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { locate, parseTraceback } from '../../src/ingest/traceback.ts';

/** Near misses: each lacks one thing that makes a frame. */
const unreadable = [
  '',
  '\n\n',
  'tb',
  'ValueError: no',
  'at least\nat 10:15:30\nat localhost:3000',
  '   0: shop::open',
  'File "/app/a.py"',
  'File "/app/a.py", line x',
  'File "", line 3',
  "File '/app/a.py', line 3",
  'at open (/app/a.js:12:)',
  'at open (/app/a.jsx12)',
  'at open (/app/a12:5)',
  'at open (app.js)',
  'at open(app.js:1:2)',
  'at open (10:15:30)',
  'at 2026-01-23 10:15:30',
  'vue@3.4.1:1:2',
  'at open (http://localhost:3000)',
  'me@example.com:1:2',
  'Error: open@/app/a.js:1:2',
  'open@/app/a',
  '/app/a.js:3:5',
  'http://localhost:3000',
  'http://localhost/a.js:3',
  'then shop.Shop.open(Shop.java:3)',
  'at open(Shop.java:3)',
  'at shop.Shop.open(Shop.java:3) x',
  'at shop.Shop.open[Shop.java:3]',
  'at last shop.open(Shop.java:3)',
  'by Shop.Open(String id)',
  'by shop.Shop.open(Shop.java:3)',
  'at Shop.Open)',
  'at shop.Shop.open)',
  'at Shop.Open(String id',
  'at open(String id)',
  'then Shop.Open(String id)',
  'at Shop.Open(String id) in /a.cs',
  'at Shop.Open(String id) in /a.cs:line x',
  'at Shop.Open(String id) on /a.cs:line 3',
  'at the Shop.Open(String id)',
  'at Shop.Open () in /a.cs:1',
  'at Shop.Open () [0x1] on /a.cs:1',
  'at Shop.Open () [0x1] in /a.cs',
  '/app/main.go:12',
  '\tat /app/main.go',
  '\tfrom main.go:12',
  '\t/app/main.go:12 and',
  '\t/app/main.c:12',
  "3:in 'open'",
  ':3:in `open',
  '/app/a.rb:3:in open',
  "/app/a.rb:in 'open'",
  "Error: /app/a.rb:3:in 'open'",
  '#0 {main}',
  '#0 /app/a.php: open()',
  '#0 /app/a.php(x): open()',
  'no in /app/a.php',
  'no /app/a.php:3',
  'no in /app/a.txt:3',
  'no in a line 3',
  "thread 'main' panicked at src/main.rs",
  '   at src/main.rs',
  "thread 'main' panicked at src/main.rs:4",
  "so thread 'main' panicked at src/main.rs:4:5:",
];

describe('locate', () => {
  it('gives file and line of the last application frame', () => {
    const text = 'Traceback (most recent call last):\n  File "/app/main.py", line 5, in main\n    go()\nValueError: no';

    const place = locate(text);

    assert.deepEqual(place, { file: '/app/main.py', line: 5 });
  });

  for (const text of unreadable) {
    it(`gives nothing where nothing parses: ${JSON.stringify(text)}`, () => {
      const place = locate(text);

      assert.equal(place, null);
    });
  }

  it('looks at the first 4096 characters of a line', () => {
    const near = `at ${'x'.repeat(4000)} (/app/a.js:1:2)`;
    const far = `at ${'x'.repeat(4096)} (/app/a.js:1:2)`;

    const places = [locate(near), locate(far)];

    assert.deepEqual(places, [{ file: '/app/a.js', line: 1 }, null]);
  });

  it('takes the program that failed, not the one that its message quotes', () => {
    const python = 'Traceback (most recent call last):\n  File "/app/main.py", line 5, in main\nError: ';
    const javascript = 'Error: a\n    at run (/app/run.js:7:1)';

    const places = [locate(python + javascript), locate(`Error: ${python}boom\n\n    at run (/app/run.js:7:1)`)];

    assert.deepEqual(places, [
      { file: '/app/main.py', line: 5 },
      { file: '/app/run.js', line: 7 },
    ]);
  });
});

describe('parseTraceback', () => {
  it('keeps source lines and carets with their frame, and what is between frames apart', () => {
    const text = [
      'Traceback (most recent call last):',
      '  File "/app/main.py", line 5, in main',
      '    go()',
      '    ^^^^',
      '  [Previous line repeated 9 more times]',
      'ValueError: two',
      '  lines',
      '',
    ];

    const blocks = parseTraceback(text.join('\n'));

    assert.deepEqual(blocks, [
      { text: text[0], frame: null },
      {
        text: text.slice(1, 5).join('\n'),
        frame: { file: '/app/main.py', line: 5, function: 'main', inApp: true },
      },
      { text: text.slice(5).join('\n'), frame: null },
    ]);
  });

  it('reads frames without a header, below their message too', () => {
    const text = 'E: no\n  File "/app/a.py", line 3, in a\n    x = (1\n    | 2)\n  File "/app/b.py", line 4, in b';

    const blocks = parseTraceback(text);

    assert.deepEqual(
      blocks.map((block) => [block.text.split('\n').length, block.frame?.function]),
      [
        [1, undefined],
        [3, 'a'],
        [1, 'b'],
      ],
    );
  });

  it("keeps a function's line with its place, below it in Go and above it in Rust", () => {
    const go = 'goroutine 1 [running]:\nmain.(*Shop).open(0xc0, {0x1, 0x2})\n\t/app/main.go:12 +0x1d';
    const rust = 'stack backtrace:\n   0: shop::open\n             at ./src/main.rs:4:5\n   1: main';

    const blocks = [...parseTraceback(go), ...parseTraceback(rust)];

    assert.deepEqual(
      blocks.map(({ text, frame }) => [text.split('\n').length, frame?.function]),
      [
        [1, undefined],
        [2, 'main.(*Shop).open'],
        [1, undefined],
        [2, 'shop::open'],
        [1, 'main'],
      ],
    );
  });

  it('takes a numbered list for a backtrace only below its header', () => {
    const text =
      "thread 'main' panicked at src/main.rs:4:5:\n  1: no\n  2: still no\nstack backtrace:\n  0: shop::open";

    const names = parseTraceback(text).map(({ frame }) => frame?.function);

    assert.deepEqual(names, [null, undefined, 'shop::open']);
  });

  it('gives a frame without a file its function for one, and line 0', () => {
    const text = 'Error: no\n    at Array.map (<anonymous>)\n    at run (/app/run.js:7:1)';

    const frames = parseTraceback(text).flatMap(({ frame }) => frame ?? []);

    assert.deepEqual(frames, [
      { file: 'Array.map', line: 0, function: 'Array.map', inApp: false },
      { file: '/app/run.js', line: 7, function: 'run', inApp: true },
    ]);
  });

  it('names the function, without how it came to be called', () => {
    const text = [
      'E',
      '    at async Shop.open (/app/a.js:1:2)',
      '    at async /app/a.js:1:2',
      '    at new Shop (/app/a.js:1:2)',
      '    at async Promise.all (index 0)',
      '    at Array.map (native)',
      'eval@[native code]',
      'promise callback*async*load@https://shop.example/a.js:1:2',
    ];

    const names = parseTraceback(text.join('\n')).map(({ frame }) => frame?.function);

    assert.deepEqual(names, [undefined, 'Shop.open', null, 'new Shop', 'Promise.all', 'Array.map', 'eval', 'load']);
  });

  it('shows colours but does not read them', () => {
    const text = '\u001b[1mError: no\u001b[m\n    \u001b[90mat run (\u001b[4m/app/run.js\u001b[24m:7:1)\u001b[39m';

    const blocks = parseTraceback(text);

    assert.equal(blocks.map((block) => block.text).join('\n'), text);
    assert.deepEqual(blocks[1]?.frame, { file: '/app/run.js', line: 7, function: 'run', inApp: true });
  });

  it('gives a text without frames back as one block', () => {
    const blocks = parseTraceback('no\ntraceback\n');

    assert.deepEqual(blocks, [{ text: 'no\ntraceback\n', frame: null }]);
  });
});
