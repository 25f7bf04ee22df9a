import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LEVELS } from '../../src/level.ts';
import type { Entry } from '../../ui/src/entry.ts';
import { toLevels, toLevelText } from '../../ui/src/levels.ts';
import { parseAnsi, plainStyle, stripAnsi, type AnsiStyle } from '../../ui/src/text/ansi.ts';
import { contrast, paletteColor, readableColor, type Rgb } from '../../ui/src/text/ansi-colors.ts';
import { briefOf } from '../../ui/src/text/brief.ts';
import { parseJson, summaryOf } from '../../ui/src/text/json-message.ts';
import { toSegments } from '../../ui/src/text/segments.ts';

const esc = '\u001b';
const red = paletteColor(1);

const looks: { title: string; text: string; pieces: [text: string, style: Partial<AnsiStyle>][] }[] = [
  { title: 'no sequence', text: 'plain', pieces: [['plain', {}]] },
  {
    title: 'a colour and its end',
    text: `${esc}[31mred${esc}[0m!`,
    pieces: [
      ['red', { color: red }],
      ['!', {}],
    ],
  },
  {
    title: 'an empty reset',
    text: `${esc}[1mb${esc}[ma`,
    pieces: [
      ['b', { isBold: true }],
      ['a', {}],
    ],
  },
  {
    title: 'several at once',
    text: `${esc}[1;3;4;31mx`,
    pieces: [['x', { color: red, isBold: true, isItalic: true, isUnderlined: true }]],
  },
  {
    title: 'bright ones',
    text: `${esc}[91;104mx`,
    pieces: [['x', { color: paletteColor(9), background: paletteColor(12) }]],
  },
  { title: 'one of 256', text: `${esc}[38;5;208;1mx`, pieces: [['x', { color: [255, 135, 0], isBold: true }]] },
  { title: 'true colour', text: `${esc}[48;2;1;2;3;3mx`, pieces: [['x', { background: [1, 2, 3], isItalic: true }]] },
  { title: 'true colour with colons', text: `${esc}[38:2::1:2:3mx`, pieces: [['x', { color: [1, 2, 3] }]] },
  { title: 'a colour that is none', text: `${esc}[38;5;999mx`, pieces: [['x', {}]] },
  {
    title: 'what is not about looks',
    text: `a${esc}[2Kb${esc}]8;;http://x${esc}\\c${esc}(Bd`,
    pieces: [
      ['a', {}],
      ['b', {}],
      ['c', {}],
      ['d', {}],
    ],
  },
];

describe('text for a terminal', () => {
  for (const { title, text, pieces } of looks) {
    it(`is cut where its look changes: ${title}`, () => {
      const found = parseAnsi(text);

      assert.deepEqual(
        found,
        pieces.map(([piece, style]) => ({ text: piece, style: { ...plainStyle, ...style } })),
      );
    });
  }

  it('keeps every other character, whatever the sequences', () => {
    const part = fc.oneof(
      fc.string({ unit: 'grapheme' }).filter((text) => !text.includes(esc)),
      fc.array(fc.nat(120), { maxLength: 6 }).map((codes) => `${esc}[${codes.join(';')}m`),
    );

    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const plain = parts.filter((text) => !text.startsWith(esc)).join('');

        assert.equal(
          parseAnsi(parts.join(''))
            .map(({ text }) => text)
            .join(''),
          plain,
        );
        assert.equal(stripAnsi(parts.join('')), plain);
      }),
    );
  });

  it('can be read on both grounds in whatever colour', () => {
    const component = fc.integer({ min: 0, max: 255 });

    fc.assert(
      fc.property(fc.tuple(component, component, component), (color) => {
        const numbers = readableColor(color).match(/\d+/g)?.map(Number) ?? [];
        const [light, dark] = [numbers.slice(0, 3), numbers.slice(3)] as unknown as [Rgb, Rgb];

        assert.ok(contrast(light, [255, 255, 255]) >= 4.5);
        assert.ok(contrast(dark, [21, 24, 30]) >= 4.5);
      }),
    );
  });
});

describe('hits', () => {
  it('cut the text where they begin and end, across its looks', () => {
    const pieces = parseAnsi(`user ${esc}[31mlog${esc}[0min ok`);

    const segments = toSegments(pieces, [[5, 10]]);

    assert.deepEqual(
      segments.map(({ text, isHit }) => [text, isHit]),
      [
        ['user ', false],
        ['log', true],
        ['in', true],
        [' ok', false],
      ],
    );
  });
});

describe('a JSON message', () => {
  it('is told by what it says, then by its other values, without level and time', () => {
    const object = parseJson('{"level":"info","time":1,"msg":"done","ms":12,"user":{"id":4},"note":null}');

    assert.deepEqual(object && summaryOf(object), {
      lead: 'done',
      pairs: [
        ['ms', '12'],
        ['user', '{"id":4}'],
        ['note', 'null'],
      ],
    });
  });

  it('tells an error in it by what that says', () => {
    const err = {
      type: 'PaymentError',
      message: 'no price',
      stack: 'PaymentError: no price\n    at pay (/app/a.js:1:1)',
    };

    assert.deepEqual(summaryOf({ msg: 'failed', err, other: { message: 'x' } }).pairs, [
      ['err', 'PaymentError: no price'],
      ['other', '{"message":"x"}'],
    ]);
  });

  it('is an object from beginning to end', () => {
    for (const message of ['[1]', '"text"', '{"a":1', '{not json}', 'x {"a":1}', '']) {
      assert.equal(parseJson(message), null, message);
    }
  });
});

describe('a traceback in one line', () => {
  const brief = (message: string) => briefOf({ message } as Entry);

  it('is told by its first line and the exception that it ends with', () => {
    const message =
      'ERROR: in ASGI application\nTraceback (most recent call last):\n  File "a.py", line 1\nshop.PriceError: none';

    assert.deepEqual(brief(message), {
      kind: 'text',
      line: 'ERROR: in ASGI application',
      outcome: 'shop.PriceError: none',
      moreLines: 3,
    });
  });

  it('has no outcome where its last line says none', () => {
    for (const message of [
      'ValueError: x',
      'Error: x\n    at pay (/app/a.js:1:1)',
      'one\ntwo',
      'one\nErrors are many',
    ]) {
      assert.equal((brief(message) as { outcome: string }).outcome, '', message);
    }
  });
});

describe('a choice of levels', () => {
  it('comes back from the text it is written as', () => {
    fc.assert(
      fc.property(fc.subarray([...LEVELS], { minLength: 1, maxLength: LEVELS.length - 1 }), (chosen) => {
        assert.deepEqual(toLevels(toLevelText(chosen)), chosen);
      }),
    );
  });

  it('of all is none, and knows other words and any case', () => {
    assert.equal(toLevelText(LEVELS), '');
    assert.deepEqual(toLevels('>=warn'), ['WARNING', 'ERROR', 'CRITICAL']);
    assert.deepEqual(toLevels('fatal, err'), ['ERROR', 'CRITICAL']);
  });
});
