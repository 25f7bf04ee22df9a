import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toCsv } from '@monlight/shared/ui/csv.ts';

describe('a CSV file', () => {
  it('quotes what would break a row, and leaves a gap empty', () => {
    const text = toCsv([
      ['time_utc', 'a "b", c'],
      ['2026-01-23T10:00:00.000Z', null],
      ['two\nlines', 0.5],
    ]);

    assert.equal(text, 'time_utc,"a ""b"", c"\r\n2026-01-23T10:00:00.000Z,\r\n"two\nlines",0.5\r\n');
  });

  it('holds no formula of a stranger, and keeps negative numbers', () => {
    assert.equal(toCsv([['=HYPERLINK("http://x")', '+1', '@a', -1]]), `"'=HYPERLINK(""http://x"")",'+1,'@a,-1\r\n`);
  });

  it('holds none either where a semicolon, a tab or a line break begins the next cell', () => {
    assert.equal(
      toCsv([['a;=1', '\t=1', 'a\n@b', '＝1', 'a-b;c', 'a\r\nb']]),
      `"a;'=1","'\t'=1","a\n'@b",'＝1,"a-b;c","a\r\nb"\r\n`,
    );
  });
});
