import assert from 'node:assert/strict';
import { testParsers } from '@monlight/shared/testing/fuzz/parser';
import { type Assembled, createAssembler } from '../../src/ingest/assemble.ts';
import { decodeLine } from '../../src/ingest/docker-line.ts';
import { detectLevel } from '../../src/ingest/level.ts';
import { createMultiLine } from '../../src/ingest/multi-line.ts';
import { parsePosition } from '../../src/query/tail/position.ts';
import { createMatcher, highlights } from '../../src/search/match.ts';
import { parseSearch, SearchError, type Search } from '../../src/search/parse.ts';
import { createEventParser } from '../../ui/src/tail/event-parser.ts';
import { parseAnsi, stripAnsi } from '../../ui/src/text/ansi.ts';
import { createPartition } from '../search/partition.ts';
import { logLines, logTexts } from './log-lines.ts';

/** Of an entry, and of a line. */
const LONGEST_ENTRY = 64 * 1024;
const LONGEST_LINE = 1024 * 1024;
const NOW = Date.UTC(2026, 0, 10);

const searches = [
  'payment timeout',
  '"no such item" OR user-login',
  '(error OR fatal) NOT health*',
  '/api/items/42 10.0.3.77',
  '*ail "a b"* ((x) y) é ß 错',
];
const dockerLines = logLines
  .filter((_, at) => at % 10 === 0)
  .map((log) => JSON.stringify({ log: `${log}\n`, stream: 'stderr', time: '2026-01-23T15:30:00.123456789Z' }));
const events = [
  'retry: 2000\n\nid: 7-3\nevent: log\ndata: {"id":7}\n\nevent: heartbeat\r\ndata: {}\r\n\r\n: note\ndata:a\ndata: b\n\n',
];
const { find, filter } = createPartition(['a', 'payment timeout', 'b -', 'user-login é', '(']);

/** null where there is nothing to search for or it is too much. */
function tryParse(text: string): Search | null {
  try {
    return parseSearch(text);
  } catch (error) {
    assert.ok(error instanceof SearchError);
    return null;
  }
}

testParsers(new URL('corpus/texts.jsonl', import.meta.url), [
  { name: 'a level', originals: logLines, longest: LONGEST_ENTRY, parse: (text) => detectLevel(text, 'stderr') },
  {
    name: 'entries of several lines',
    originals: logTexts,
    longest: LONGEST_LINE / 4,
    parse: (text) => {
      const multiLine = createMultiLine();
      for (const line of text.split('\n')) if (!multiLine.continues(line)) multiLine.begin(line);
    },
  },
  {
    name: 'assembled entries',
    originals: logTexts,
    longest: LONGEST_LINE / 4,
    parse: (text) => {
      const assembler = createAssembler('stdout');
      const into: Assembled = { fresh: [], amended: new Set() };
      for (const [at, line] of text.split('\n').entries()) {
        const isPartial = line.endsWith(' ');
        assembler.add({ time: NOW + at, stamp: '', stream: 'stdout', text: line, isPartial }, 1, at, NOW + at, into);
      }
    },
  },
  {
    name: 'a line of Docker’s file',
    originals: dockerLines,
    longest: LONGEST_LINE / 4,
    parse: (text) => {
      assert.equal(typeof decodeLine(Buffer.from(text).toString(), NOW).text, 'string');
    },
  },
  {
    name: 'a search',
    originals: searches,
    longest: 1000,
    parse: (text) => {
      const search = tryParse(text);
      if (search) assert.deepEqual(find(search), filter(search));
    },
  },
  {
    name: 'a message that is searched',
    originals: logTexts,
    longest: LONGEST_ENTRY,
    parse: (text) => {
      const search = tryParse('erro* "no such" OR /app/shop.py:12 NOT zzz');
      assert.ok(search);
      createMatcher(search)(text);
      highlights(search)(text);
    },
  },
  { name: 'a position', originals: ['1234-1230-1231', '7'], longest: 16 * 1024, parse: parsePosition },
  {
    name: 'colours',
    originals: [
      '\u001b[1;38;5;196merror\u001b[0m at \u001b]8;;http://a\u0007link\u001b]8;;\u0007',
      '\u001b[38;2;1;2;3mx\u001b[m',
    ],
    longest: LONGEST_ENTRY,
    parse: (text) => {
      assert.equal(
        parseAnsi(text)
          .map((piece) => piece.text)
          .join(''),
        stripAnsi(text),
      );
    },
  },
  {
    name: 'events',
    originals: events,
    longest: LONGEST_ENTRY,
    parse: (text) => {
      const parser = createEventParser(() => undefined);
      for (let at = 0; at < text.length; at += 1000) parser(text.slice(at, at + 1000));
    },
  },
]);
