import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeLine } from '../../src/ingest/docker-line.ts';

const FALLBACK = 1;
const TIME = Date.UTC(2026, 0, 23, 15, 30, 1, 234);
const STAMP = '2026-01-23T15:30:01.234567891Z';
const read = (line: string | Buffer) => decodeLine(line.toString(), FALLBACK);

describe('decodeLine', () => {
  for (const [what, json, expected] of [
    ['a plain line', String.raw`{"log":"hello\n","stream":"stdout","time":"${STAMP}"}`, {}],
    ['stderr', String.raw`{"log":"hello\n","stream":"stderr","time":"${STAMP}"}`, { stream: 'stderr' }],
    ['a line end of Windows', String.raw`{"log":"hello\r\n","stream":"stdout","time":"${STAMP}"}`, {}],
    ['a piece of a line', `{"log":"hello","stream":"stdout","time":"${STAMP}"}`, { isPartial: true }],
    [
      'a piece that ends in a carriage return',
      String.raw`{"log":"a\r","stream":"stdout","time":"${STAMP}"}`,
      { text: 'a\r', isPartial: true },
    ],
    [
      'escapes',
      String.raw`{"log":"\u003cb\u003e \"q\" \\n \u001b[31m\n","stream":"stdout","time":"${STAMP}"}`,
      { text: '<b> "q" \\n \u001b[31m' },
    ],
    [
      'letters beyond ASCII',
      String.raw`{"log":"grüße 🎉\n","stream":"stdout","time":"${STAMP}"}`,
      { text: 'grüße 🎉' },
    ],
    [
      'attributes',
      String.raw`{"log":"hello\n","stream":"stdout","attrs":{"tag":"a\n\",\"time\":\""},"time":"${STAMP}"}`,
      {},
    ],
    [
      'text that looks like the rest of the line',
      String.raw`{"log":"n\",\"stream\":\"stderr\",\"time\":\"\n","stream":"stdout","time":"${STAMP}"}`,
      { text: 'n","stream":"stderr","time":"' },
    ],
    [
      'fields in another order',
      String.raw`{"time":"${STAMP}","stream":"stderr","log":"hello\n"}`,
      { stream: 'stderr' },
    ],
    ['a line without text', `{"stream":"stdout","time":"${STAMP}"}`, { text: '' }],
    ['an empty line', String.raw`{"log":"\n","stream":"stdout","time":"${STAMP}"}`, { text: '' }],
    ['a line without stream', String.raw`{"log":"hello\n","time":"${STAMP}"}`, {}],
    ['a line without time', String.raw`{"log":"hello\n","stream":"stdout"}`, { time: FALLBACK, stamp: '' }],
    [
      'a time that is none',
      String.raw`{"log":"hello\n","stream":"stdout","time":"soon"}`,
      { time: FALLBACK, stamp: 'soon' },
    ],
  ] as const) {
    it(`reads ${what}`, () => {
      const line = read(json);

      assert.deepEqual(line, {
        time: TIME,
        stamp: STAMP,
        stream: 'stdout',
        text: 'hello',
        isPartial: false,
        ...expected,
      });
    });
  }

  for (const text of [
    'plain words',
    '',
    '{"log":"torn',
    String.raw`{"log":"torn{"log":"hello\n","stream":"stdout","time":"${STAMP}"}`,
    String.raw`{"log":"hello\n","stream":"stdout","time":"${STAMP}`,
    String.raw`{"log":"hello\n","stream":"stdout","time":"${STAMP}","x"}`,
    '{"time":"2026-01-23T15:30:01Z","msg":"JSON with a time"}',
    '{"level":"info","msg":"JSON of the program"}',
    '{"log":{"nested":true}}',
    String.raw`{"log":"hello\n","stream":"stdin"}`,
    '[1]',
    'null',
  ]) {
    it(`keeps as text what Docker did not write: ${text}`, () => {
      const line = read(text);

      assert.deepEqual(line, { time: FALLBACK, stamp: '', stream: 'stdout', text, isPartial: false });
    });
  }

  it('replaces bytes that are no UTF-8', () => {
    const line = read(
      Buffer.from([...Buffer.from('{"log":"a'), 0xff, ...Buffer.from(String.raw`b\n","stream":"stdout"}`)]),
    );

    assert.equal(line.text, 'a\uFFFDb');
  });

  for (const [stamp, iso] of [
    ['2026-01-23T15:30:01Z', '2026-01-23T15:30:01.000Z'],
    ['2026-01-23T15:30:01.5Z', '2026-01-23T15:30:01.500Z'],
    ['2026-01-23T15:30:01.05Z', '2026-01-23T15:30:01.050Z'],
    ['2026-01-23T15:30:01.001999999Z', '2026-01-23T15:30:01.001Z'],
    ['2024-02-29T23:59:59.999999999Z', '2024-02-29T23:59:59.999Z'],
    ['2026-01-23T15:30:60Z', '2026-01-23T15:31:00.000Z'],
    ['2026-01-23T17:30:01.5+02:00', '2026-01-23T15:30:01.500Z'],
  ] as const) {
    it(`reads the time ${stamp}`, () => {
      const { time } = read(String.raw`{"log":"a\n","stream":"stdout","time":"${stamp}"}`);

      assert.equal(new Date(time).toISOString(), iso);
    });
  }

  it('reads every line that JSON can hold as JSON does', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\\"nstream:,{}]*$/));
    const stamp = fc
      .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString());

    fc.assert(
      fc.property(text, fc.constantFrom('stdout', 'stderr'), stamp, (log, stream, time) => {
        const line = read(JSON.stringify({ log: `${log}x\n`, stream, time }));

        assert.deepEqual(line, {
          time: Date.parse(time),
          stamp: time,
          stream,
          text: `${log}x`.toWellFormed(),
          isPartial: false,
        });
      }),
    );
  });
});
