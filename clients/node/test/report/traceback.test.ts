import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseTraceback, locate } from '../../../../error-tracker/src/ingest/traceback.ts';
import { reportOne } from '../support/report-one.ts';

const HERE = new URL(import.meta.url).href;

/** The line of this file that a piece of a traceback names first. */
function lineIn(text: string): number {
  const at = text.indexOf(HERE);
  return Number(/^:(\d+)/.exec(text.slice(at + HERE.length))?.[1]);
}

describe('the traceback of an error', () => {
  it('is what V8 says', async (t) => {
    const error = new Error('plain');

    const body = await reportOne(t, error);

    assert.equal(body.traceback, error.stack);
  });

  it('has its causes behind it, and is grouped by where the outer one was thrown', async (t) => {
    const root = new Error('disk is full');
    const middle = new TypeError('cannot save', { cause: root });
    const outer = new RangeError('order failed', { cause: middle });

    const { traceback } = await reportOne(t, outer);

    assert.equal(traceback, `${outer.stack}\nCaused by: ${middle.stack}\nCaused by: ${root.stack}`);
    assert.equal(locate(traceback)?.line, lineIn(String(outer.stack)));
    const frames = parseTraceback(traceback).filter(({ frame }) => frame?.file === HERE);
    assert.equal(frames.length, 3);
  });

  it('has the members of an AggregateError and their causes', async (t) => {
    const first = new Error('first', { cause: 'no reason' });
    const second = new Error('second');
    const all = new AggregateError([first, second], 'both');

    const { traceback } = await reportOne(t, all);

    assert.equal(
      traceback,
      `${all.stack}\nError 1 of 2: ${first.stack}\nCaused by: string: no reason\nError 2 of 2: ${second.stack}`,
    );
    assert.equal(locate(traceback)?.line, lineIn(String(all.stack)));
  });

  it('ends where causes go in circles', async (t) => {
    const one = new Error('one');
    const two = new Error('two', { cause: one });
    one.cause = two;

    const { traceback } = await reportOne(t, one);

    assert.equal(traceback, `${one.stack}\nCaused by: ${two.stack}\nCaused by: [circular]`);
  });

  it('ends after some causes', async (t) => {
    let error = new Error('the last');
    for (let n = 0; n < 1000; n++) error = new Error(`number ${n}`, { cause: error });

    const { traceback } = await reportOne(t, error);

    assert.equal(traceback.split('Caused by: ').length, 11);
  });

  it('is cut in the middle, and keeps the place that it is grouped by', async (t) => {
    const error = new Error('deep');
    const frames = Array.from(
      { length: 5000 },
      (_, n) => `    at step${n} (/app/node_modules/deep/index.js:${n + 1}:1)`,
    );
    error.stack = [String(error.stack), ...frames].join('\n');

    const { traceback } = await reportOne(t, error);

    assert.ok(traceback.length < 66_000);
    assert.match(traceback, /characters left out/);
    assert.ok(traceback.endsWith(frames.at(-1) ?? ''));
    assert.equal(locate(traceback)?.file, HERE);
  });
});

describe('the type of an error', () => {
  class OutOfStock extends Error {}
  class Named extends Error {
    override name = 'PaymentError';
  }

  for (const [expected, error] of [
    ['OutOfStock', new OutOfStock('a')],
    ['PaymentError', new Named('a')],
    ['TypeError', new TypeError('a')],
    ['Error', new Error('a')],
    ['AggregateError', new AggregateError([])],
  ] as const) {
    it(`is ${expected}`, async (t) => {
      const body = await reportOne(t, error);

      assert.equal(body.exception_type, expected);
    });
  }
});
