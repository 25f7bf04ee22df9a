import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createEventParser, type StreamEvent } from '../../ui/src/tail/event-parser.ts';

const stream = [
  'retry: 2000',
  '',
  ': a comment',
  'id: 7-3',
  'event: log',
  'data: {"id":7}',
  '',
  'event: heartbeat',
  'data: {}',
  '',
  'data:one',
  'data: two',
  '',
  'event: unfinished',
].join('\n');

const expected: StreamEvent[] = [
  { event: 'log', data: '{"id":7}', id: '7-3' },
  { event: 'heartbeat', data: '{}', id: null },
  { event: 'message', data: 'one\ntwo', id: null },
];

describe('an event stream', () => {
  it('gives the same messages wherever it is cut and however its lines end', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length)), fc.constantFrom('\n', '\r\n'), (cuts, end) => {
        const text = stream.replaceAll('\n', end);
        const found: StreamEvent[] = [];
        const parse = createEventParser((message) => found.push(message));

        let from = 0;
        for (const cut of cuts.toSorted((one, other) => one - other)) {
          parse(text.slice(from, cut));
          from = cut;
        }
        parse(text.slice(from));

        assert.deepEqual(found, expected);
      }),
    );
  });
});
