import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSearch } from '../../src/search/parse.ts';
import { createPartition } from './partition.ts';

/** Searches for the messages of one theme; a message is named by its place, the first is 1. */
const themes: [theme: string, messages: string[], searches: [text: string, found: number[]][]][] = [
  [
    'words',
    ['timeout after retry', 'TIMEOUT of user 7', 'Retrying', 'timeouts', 'a b c', 'and so on or not'],
    [
      ['timeout', [1, 2]],
      ['Timeout', [1, 2]],
      ['time', []],
      ['timeout retry', [1]],
      ['retry timeout', [1]],
      ['  timeout   7 ', [2]],
      ['time*', [1, 2, 4]],
      ['retr*', [1, 3]],
      ['timeout AND retry', [1]],
      ['timeout NOT retry', [2]],
      ['timeout AND NOT retry', [2]],
      ['NOT timeout', [3, 4, 5, 6]],
      ['NOT NOT timeout', [1, 2]],
      ['NOT time* NOT retrying', [5, 6]],
      ['NOT (timeout OR timeouts)', [3, 5, 6]],
      ['retrying OR timeouts', [3, 4]],
      ['retrying OR timeouts OR c', [3, 4, 5]],
      ['retrying OR timeout retry', [1, 3]],
      ['retrying OR NOT time*', [3, 5, 6]],
      ['(a OR timeout) c', [5]],
      ['(retry OR user) timeout', [1, 2]],
      ['timeout (retry OR NOT user)', [1]],
      ['timeout or retry', []],
      ['* timeout', [1, 2]],
      ['"" timeout', [1, 2]],
    ],
  ],
  [
    'phrases',
    [
      'connection refused by peer',
      'refused connection',
      'connection: refused',
      'connection  refused',
      'Connection Refusedly',
    ],
    [
      ['"connection refused"', [1, 3, 4]],
      ['"connection refused', [1, 3, 4]],
      ['" connection refused "', [1, 3, 4]],
      ['"connection: refused"', [3]],
      ['"connection  refused"', [4]],
      ['"connection refus"*', [1, 3, 4, 5]],
      ['"refused connection" OR peer', [1, 2]],
      ['connection NOT "connection refused"', [2, 5]],
    ],
  ],
  [
    'operators where they have nothing to work on',
    ['either or', 'this and that', 'not now', 'or and not'],
    [
      ['NOT', [3, 4]],
      ['AND', [2, 4]],
      ['OR', [1, 4]],
      ['OR OR', [1, 4]],
      ['OR OR OR', [1, 4]],
      ['AND NOT', [4]],
      ['either OR', [1]],
      ['OR either', [1]],
      ['either OR OR that', [1]],
      ['either OR AND that', [1, 2]],
      ['either AND OR that', [1, 2]],
      ['(either OR)', [1]],
      ['(NOT) now', [3]],
      ['either "OR" or', [1]],
    ],
  ],
  [
    'punctuation',
    [
      'user-login ok',
      'user login ok',
      'USER-LOGIN of superuser-login',
      'user-logout',
      'from 10.0.0.1:80',
      'from 110.0.0.1 and 10.0.0.12',
      'GET /api/x?y=1 200',
      'GET /api/x?y=12',
      'foo:bar',
      'foo: bar',
      'C:\\temp\\a_b 100%',
      'C:/temp/aXb 100 %',
      'superuser- users',
    ],
    [
      ['user-login', [1, 3]],
      ['user-log*', [1, 3, 4]],
      ['user-*', [1, 3, 4]],
      ['"user login"', [1, 2, 3]],
      ['*ser-login', [1, 3]],
      ['*logi*', [1, 2, 3]],
      ['10.0.0.1', [5]],
      ['10.0.0.1*', [5, 6]],
      ['/api/x?y=1', [7]],
      ['/api/*', [7, 8]],
      ['foo:bar', [9]],
      ['foo:', [9, 10]],
      ['text:foo', []],
      ['C:\\temp', [11]],
      ['a_b', [11]],
      ['100%', [11]],
      ['% NOT 100%', [12]],
      ['user-login OR foo:bar', [1, 3, 9]],
      ['(user-login OR user-logout) NOT ok', [3, 4]],
      ['user NOT user-login', [2, 4]],
      ['NOT user-login NOT from NOT GET NOT foo NOT C', [2, 4, 13]],
      ['ok (user-login OR /api)', [1]],
      ['NOT (from OR /api OR user OR foo:bar)', [10, 11, 12, 13]],
    ],
  ],
  [
    'symbols',
    [
      'a -> b',
      'a => b ***',
      'on 🔥 fire',
      '-',
      'retry',
      'max -retry 3',
      'NULL * 2',
      '🤖 beep',
      '((((',
      'main() {',
      'f(x) (y)',
      '()',
    ],
    [
      ['->', [1]],
      ['***', [2]],
      ['-', [1, 4, 6]],
      ['-retry', [6]],
      ['🔥', [3]],
      ['🔥 fire', [3]],
      ['🤖', [8]],
      ['NOT 🔥 NOT a NOT "(" NOT - NOT retry NOT 🤖', [7]],
      ['🔥 OR ->', [1, 3]],
      ['()', [10, 12]],
      ['((((', [9]],
      ['main()', [10]],
      ['(main())', [10]],
      ['f(x)', [11]],
      ['f(x', [11]],
      ['x)', [11]],
      [')', [10, 11, 12]],
      ['a (', []],
      ['(a', [1, 2]],
      ['((a OR fire', [1, 2, 3]],
      ['((a) b', [1, 2]],
      ['(((retry)))', [5, 6]],
    ],
  ],
  [
    'JSON',
    ['{"level":"error","msg":"no such user"}', '{"level":"info","error":null}'],
    [
      ['"level":"error"', [1]],
      ['{"level":"error"', [1]],
      ['level error', [1, 2]],
      ['"no such user"', [1]],
    ],
  ],
  [
    'other languages',
    [
      'Größe über alles',
      'GRÖSSE',
      'CAFÉ-bar',
      'cafe bar',
      'cafe\u0301 bar',
      'İstanbul',
      'ﬁle',
      'ΛΌΓΟΣ λόγος',
      'ОШИБКА сервера',
      '12 µs',
      '发生错误了',
      '오류가 났다',
      'เกิดข้อผิดพลาด',
      'त्रुटि हुई',
      '🥳done',
    ],
    [
      ['größe', [1]],
      ['GROẞE', [1]],
      ['grosse', [2]],
      ['cafe', [3, 4, 5]],
      ['CAFÉ', [3, 4, 5]],
      ['café-bar', [3]],
      ['"café bar"', [3, 4, 5]],
      ['istanbul', [6]],
      ['ﬁle', [7]],
      ['λόγος', [8]],
      ['ошибка', [9]],
      ['ОШИБ*', [9]],
      ['12 μs', [10]],
      ['错误', [11]],
      ['错*', [11]],
      ['오류', [12]],
      ['ผิด', [13]],
      ['त्रुटि', [14]],
      ['NOT 错误 NOT オ NOT \u0E1C NOT alles', [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 15]],
      ['🥳', [15]],
      ['🥳done', [15]],
      ['\uE000c1', []],
    ],
  ],
];

describe('a search', () => {
  for (const [theme, messages, searches] of themes) {
    const { find, filter } = createPartition(messages);
    for (const [text, found] of searches) {
      it(`finds what is expected of ${theme}: ${text}`, () => {
        const search = parseSearch(text);
        const expected = found.map((place) => messages[place - 1]);

        assert.ok(search);
        assert.deepEqual(filter(search), expected);
        assert.deepEqual(find(search), expected);
        assert.deepEqual(
          find(search, 1),
          expected.filter((message) => messages.indexOf(message ?? '') % 2 === 0),
        );
      });
    }
  }

  const largest: [text: string, found: string[]][] = [
    ['🔥'.repeat(1000), []],
    ['x-'.repeat(500), []],
    ['('.repeat(999).concat('x'), ['x']],
    ['NOT '.repeat(248).concat('x'), ['x']],
    ['x OR '.repeat(63).concat('x'), ['x']],
    ['x -x OR '.repeat(31).concat('x'), ['x']],
    ['(x OR (x '.repeat(9).concat('x'), ['x']],
    ['(x NOT y (z OR '.repeat(9).concat('x'), ['x']],
    ['(y OR (x NOT '.repeat(6).concat('z'), ['y']],
    ['(z OR NOT '.repeat(9).concat('x'), ['y']],
    ['(-x OR NOT '.repeat(9).concat('x'), ['y']],
  ];
  for (const [text, found] of largest) {
    it(`may be as large as is allowed: ${text.slice(0, 16)}…`, () => {
      const { find, filter } = createPartition(['x', 'y']);

      const search = parseSearch(text) ?? assert.fail();

      assert.deepEqual(filter(search), found);
      assert.deepEqual(find(search), found);
      assert.deepEqual(
        find(search, 1),
        found.filter((message) => message === 'x'),
      );
    });
  }
});
