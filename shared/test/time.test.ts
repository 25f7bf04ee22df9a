import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseTime, toIso } from '@monlight/shared/time';

describe('parseTime', () => {
  const readable: [text: string, iso: string][] = [
    ['2026-01-23T15:30:00Z', '2026-01-23T15:30:00.000Z'],
    ['2026-01-23T15:30:00.5Z', '2026-01-23T15:30:00.500Z'],
    ['2026-01-23T15:30:00.123456789Z', '2026-01-23T15:30:00.123Z'],
    ['2026-01-23T15:30:00+02:00', '2026-01-23T13:30:00.000Z'],
    ['2026-01-23T15:30:00-0330', '2026-01-23T19:00:00.000Z'],
    ['2026-01-23T15:30:00+02', '2026-01-23T13:30:00.000Z'],
    // What `+02:00` becomes in a query string that nobody escaped.
    ['2026-01-23T15:30:00 02:00', '2026-01-23T13:30:00.000Z'],
    ['2026-01-23T15:30Z', '2026-01-23T15:30:00.000Z'],
    ['2026-01-23 15:30:00', '2026-01-23T15:30:00.000Z'],
    ['2026-01-23', '2026-01-23T00:00:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
  ];
  for (const [text, iso] of readable) {
    it(`reads ${text}`, () => {
      const ms = parseTime(text);

      assert.equal(ms === null ? null : toIso(ms), iso);
    });
  }

  const unreadable = [
    '',
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '2026-01-23T24:00:00Z',
    '2026-01-23T15:60Z',
    '1769182200',
  ];
  for (const text of [
    ...unreadable,
    '2026-01-23T15:30:00+19:00',
    '2026-01-23T15:30:00Zulu',
    `2026-01-23${' '.repeat(9)}`,
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.equal(parseTime(text), null);
    });
  }
});
