import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { highlights } from '../../src/search/match.ts';
import { parseSearch } from '../../src/search/parse.ts';

/** What is highlighted stands in brackets. */
function mark(text: string, message: string): string {
  const found = highlights(parseSearch(text) ?? assert.fail())(message);
  return found
    .toReversed()
    .reduce(
      (marked, { from, to }) => `${marked.slice(0, from)}[${marked.slice(from, to)}]${marked.slice(to)}`,
      message,
    );
}

describe('the highlighting', () => {
  const cases: [text: string, marked: string][] = [
    ['error', '[Error]: no errors, [ERROR]'],
    ['err*', '[err] [err]or Xerr'],
    ['error NOT user', '[error] of user'],
    ['error (user OR NOT id)', '[error] of [user] id'],
    ['"of user"', 'error [of: user] of'],
    ['user-login', '[user-login] user login user-logins [USER-LOGIN]'],
    ['user-log*', '[user-log]in user log'],
    ['10.0.0.1', '10.0.0.12 and [10.0.0.1]:80'],
    ['*port*', 'im[port] [port]'],
    ['error err*', '[error] [err]'],
    ['-> a->', '[a->]b'],
    ['a b "a b"', '[a  b]'],
    ['🔥', '[🔥🔥]'],
    ['🔥fire', '🔥fires [🔥fire]'],
    ['café', '[CAFÉ] [cafe] [cafe\u0301] cafes'],
    ['-é', '-[-é]'],
    ['错误', '发生[错误]了'],
    ['nothing', 'to see'],
  ];
  for (const [text, marked] of cases) {
    it(`is where the search has hit: ${text} in ${marked}`, () => {
      const actual = mark(text, marked.replaceAll(/[[\]]/g, ''));

      assert.equal(actual, marked);
    });
  }

  it('takes no longer than in proportion to the message', () => {
    const message = 'xa-b '.repeat(20_000);
    const find = highlights(parseSearch('a-b') ?? assert.fail());

    const start = performance.now();
    const found = [find(message), find(`${message}a-b`)];

    assert.deepEqual(found, [[], [{ from: 100_000, to: 100_003 }]]);
    assert.ok(performance.now() - start < 1000);
  });
});
