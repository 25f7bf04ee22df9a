import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { describe, it } from 'node:test';
import { reportOne } from '../support/report-one.ts';

const broken = (): never => {
  throw new Error('no access');
};

const circular: Record<string, unknown> = { title: 'loop' };
circular['self'] = circular;
circular['list'] = [circular];

const proxy = new Proxy(
  {},
  { get: broken, ownKeys: broken, getPrototypeOf: broken, has: broken, getOwnPropertyDescriptor: broken },
);

const revoked = Proxy.revocable({}, {});
revoked.revoke();

class Silent extends Error {
  override get message(): string {
    return broken();
  }
}

/** What is thrown, and what is made of it: type and message. */
const THROWN: [title: string, thrown: unknown, type: string, message: string | RegExp][] = [
  ['a text', 'out of stock', 'string', 'out of stock'],
  ['nothing', undefined, 'undefined', 'undefined'],
  ['null', null, 'null', 'null'],
  ['a number', 404, 'number', '404'],
  ['a BigInt', 12n, 'bigint', '12'],
  ['a symbol', Symbol('stop'), 'symbol', 'Symbol(stop)'],
  ['a function', function stop() {}, 'function', '[function stop]'],
  ['an object', { code: 7, password: 'p' }, 'Object', 'an object with code, password'],
  ['an object without a prototype', Object.create(null), 'Error', 'an object with nothing'],
  ['a circular object', circular, 'Object', 'an object with title, self, list'],
  ['an object whose toJSON throws', { toJSON: broken }, 'Object', 'an object with toJSON'],
  ['a proxy that throws', proxy, 'Error', '[unreadable]'],
  ['a revoked proxy', revoked.proxy, 'Error', '[unreadable]'],
  ['an error whose message throws', new Silent(), 'Silent', /./],
  ['an error whose stack throws', Object.defineProperty(new Error('a'), 'stack', { get: broken }), 'Error', 'a'],
  ['an error whose name is a number', Object.assign(new Error('a'), { name: 7 }), 'Error', 'a'],
  [
    'an error whose message is an object',
    Object.assign(new Error(), { message: { a: 1 } }),
    'Error',
    '[object Object]',
  ],
  ['a frozen error', Object.freeze(new TypeError('frozen')), 'TypeError', 'frozen'],
  ['an error of another realm', runInNewContext('new RangeError("far away")'), 'RangeError', 'far away'],
  ['a DOMException', new DOMException('gone', 'AbortError'), 'AbortError', 'gone'],
  ['an error without a stack', Object.assign(new Error('bare'), { stack: undefined }), 'Error', 'bare'],
  ['half a character', new Error('\ud83d'), 'Error', /^.$/],
];

/** What is put into `extra.value`, and what arrives. */
const EXTRA: [title: string, value: unknown, arrives: unknown][] = [
  ['undefined', undefined, undefined],
  ['NaN', Number.NaN, 'NaN'],
  ['infinity', -Infinity, '-Infinity'],
  ['a BigInt', 123n, '123'],
  ['a symbol', Symbol('s'), 'Symbol(s)'],
  ['a function', broken, '[function broken]'],
  ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
  ['an invalid date', new Date(Number.NaN), 'Invalid Date'],
  ['a pattern', /a+/g, '/a+/g'],
  ['an error', new TypeError('inner'), 'TypeError: inner'],
  ['an error whose message throws', new Silent(), 'Error: undefined'],
  [
    'a map',
    new Map<unknown, unknown>([
      ['a', 1],
      [2, new Map([['token', 'x']])],
    ]),
    { a: 1, '2': { token: '[scrubbed]' } },
  ],
  ['a set', new Set([1, 'a', undefined]), [1, 'a', null]],
  ['a buffer', Buffer.from('abc'), '[Buffer of 3 bytes]'],
  ['a typed array', new Float64Array(2), '[Float64Array of 16 bytes]'],
  ['a promise', Promise.resolve(), '[Promise]'],
  ['something with toJSON', { toJSON: () => ({ said: 'so' }) }, { said: 'so' }],
  ['a toJSON that throws', { a: 1, toJSON: broken }, { a: 1, toJSON: '[function broken]' }],
  [
    'a toJSON that returns itself for ever',
    {
      get toJSON() {
        return () => ({ toJSON: 1 });
      },
    },
    { toJSON: 1 },
  ],
  [
    'a getter that throws',
    {
      a: 1,
      get b() {
        return broken();
      },
    },
    { a: 1, b: '[unreadable]' },
  ],
  ['a proxy that throws', proxy, '[unreadable]'],
  ['a revoked proxy', revoked.proxy, '[unreadable]'],
  ['a circle', circular, { title: 'loop', self: '[circular]', list: ['[circular]'] }],
  ['the same twice', [circular['title'], circular['title']], ['loop', 'loop']],
  ['a dangerous key', JSON.parse('{"__proto__": {"a": 1}}'), JSON.parse('{"__proto__": {"a": 1}}')],
  ['a hole', Object.assign([1], { 2: 3 }), [1, null, 3]],
];

describe('a report of', () => {
  for (const [title, thrown, type, message] of THROWN) {
    it(`${title} arrives`, async (t) => {
      const body = await reportOne(t, thrown);

      assert.equal(body.exception_type, type);
      if (typeof message === 'string') assert.equal(body.message, message);
      else assert.match(body.message, message);
      assert.notEqual(body.traceback, '');
    });
  }

  it('something without a stack says where it was reported', async (t) => {
    const body = await reportOne(t, 'out of stock');

    assert.match(body.traceback, /^string: out of stock\n {4}at .*\n/);
    assert.match(body.traceback, /report-one\.ts/);
    assert.doesNotMatch(body.traceback, /error-client\.ts/);
  });
});

describe('an extra with', () => {
  for (const [title, value, arrives] of EXTRA) {
    it(`${title} arrives`, async (t) => {
      const body = await reportOne(t, new Error('any'), { extra: { value } });

      assert.deepEqual(body.extra.value, arrives);
    });
  }

  it('ten megabytes of text, of entries and of depth is cut', async (t) => {
    const wide = () => Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`key ${n}`, 'x'.repeat(10_000)]));
    const many = Array.from({ length: 10 }, () => Array.from({ length: 10 }, wide));

    const start = performance.now();
    const body = await reportOne(t, new Error('any'), { extra: { text: 'x'.repeat(10 ** 7), many } });

    assert.ok(JSON.stringify(body).length < 262_144);
    assert.ok(performance.now() - start < 2000);
  });
});

describe('a report with', () => {
  it('a message of ten megabytes keeps its frames', async (t) => {
    const body = await reportOne(t, new Error('x'.repeat(10 ** 7)));

    assert.equal(body.message.length, 8192);
    assert.match(body.traceback, /…\n {4}at .*hostile\.test\.ts/);
    assert.ok(body.traceback.length < 70_000);
  });

  it('fields of the wrong kind arrives', async (t) => {
    const context = { requestUrl: 7, requestMethod: null, requestHeaders: 'none', userId: { id: 1 }, extra: ['a'] };

    const body = await reportOne(t, new Error('any'), context as never);

    assert.equal(body.request_url, '7');
    assert.equal(body.message, 'any');
  });

  it('headers in any form arrives', async (t) => {
    const forms = [new Headers({ 'x-a': '1', cookie: 'b' }), new Map([['x-a', '1']]), { 'x-a': '1', Cookie: 'b' }];

    const bodies = await Promise.all(forms.map((requestHeaders) => reportOne(t, new Error('any'), { requestHeaders })));

    assert.deepEqual(
      bodies.map((body) => body.request_headers),
      [{ 'x-a': '1' }, { 'x-a': '1' }, { 'x-a': '1' }],
    );
  });
});
