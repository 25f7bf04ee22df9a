import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { describe, it, type TestContext } from 'node:test';
import { createKeyCheck } from '@monlight/shared/keys';
import { createSessionTokens } from '@monlight/shared/session-token';

const FULL = 'full-key-0123456789';
const INGEST = 'ingest-key-0123456789';

/** The lengths of what is compared in constant time from now on, one pair a comparison. */
function watchComparisons(t: TestContext): number[][] {
  const lengths: number[][] = [];
  const real = crypto.timingSafeEqual;
  const watched = t.mock.method(crypto, 'timingSafeEqual', (a: Buffer, b: Buffer) => {
    lengths.push([a.byteLength, b.byteLength]);
    return real(a, b);
  });
  syncBuiltinESMExports();
  t.after(() => {
    watched.mock.restore();
    syncBuiltinESMExports();
  });
  return lengths;
}

describe('the time that a key check takes', () => {
  it('is that of the same comparisons of as many bytes, whatever was presented', (t) => {
    const check = createKeyCheck(FULL, INGEST);
    const lengths = watchComparisons(t);
    const presented = [FULL, INGEST, '', 'f', FULL.slice(0, -1), `${FULL}0`, `F${FULL.slice(1)}`, 'x'.repeat(100_000)];

    const answers = presented.map((key) => [check(key), lengths.splice(0)]);

    const same = [
      [1028, 1028],
      [1028, 1028],
    ];
    assert.deepEqual(
      answers,
      presented.map((key) => [key === FULL ? 'full' : key === INGEST ? 'ingest' : null, same]),
    );
  });

  it('says nothing of how much of a session’s signature was right', (t) => {
    const tokens = createSessionTokens('small-service', FULL, Date.now);
    const good = tokens.issue();
    const [id, expires, signature = ''] = good.split('.');
    const lengths = watchComparisons(t);

    const answers = [
      good,
      ...[0, 1, 20].map((right) => `${id}.${expires}.${signature.slice(0, right).padEnd(signature.length, '-')}`),
    ].map((token) => [tokens.read(token) !== null, lengths.splice(0)]);

    const [[, compared]] = answers as [[boolean, number[][]]];
    assert.ok(compared.length > 0);
    assert.deepEqual(
      answers,
      [true, false, false, false].map((isGood) => [isGood, compared]),
    );
  });
});
