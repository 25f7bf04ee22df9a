import assert from 'node:assert/strict';
import { testParsers } from '@monlight/shared/testing/fuzz/parser';
import { parseTime } from '@monlight/shared/time';
import { fingerprint } from '../../src/ingest/fingerprint.ts';
import { locate, parseTraceback } from '../../src/ingest/traceback.ts';
import { tracebacks } from './tracebacks.ts';

/** The longest report. */
const LONGEST = 256 * 1024;

testParsers(new URL('corpus/texts.jsonl', import.meta.url), [
  {
    name: 'a traceback',
    originals: tracebacks,
    longest: LONGEST,
    parse: (text) => {
      const blocks = parseTraceback(text);
      assert.equal(blocks.map((block) => block.text).join('\n'), text);
    },
  },
  { name: 'the place of a traceback', originals: tracebacks, longest: LONGEST, parse: locate },
  {
    name: 'a fingerprint',
    originals: tracebacks,
    longest: LONGEST,
    parse: (traceback) => {
      assert.match(fingerprint({ project: traceback.slice(0, 100), exception_type: 'E', traceback }), /^[0-9a-f]{32}$/);
    },
  },
  {
    name: 'a time',
    originals: ['2026-01-23T15:30:00.123456+01:00', '2026-01-23', '2026-12-31 23:59:60Z', '2026-01-23T15:30:00 0530'],
    longest: LONGEST,
    parse: (text) => {
      const time = parseTime(text);
      if (time !== null) assert.doesNotThrow(() => new Date(time).toISOString());
    },
  },
]);
