import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RateLimited } from '@monlight/shared/errors';
import { HOUR_MS, MINUTE_MS } from '@monlight/shared/time';
import { createKeyGate } from '@monlight/shared/wrong-keys';

const FULL = 'full-key-0123456789';
const INGEST = 'ingest-key-0123456789';

function gateAt(start: number) {
  const clock = { now: start };
  const gate = createKeyGate({ apiKey: FULL, ingestKey: INGEST, now: () => clock.now });
  /** What came of it: whose key it was, or the seconds to wait. */
  const admit = (key: string, address = '203.0.113.9'): string | number => {
    try {
      return gate.admit(key, address) ?? 'nobody';
    } catch (error) {
      assert.ok(error instanceof RateLimited);
      return error.retryAfter;
    }
  };
  const guess = (times: number, address?: string): (string | number)[] =>
    Array.from({ length: times }, (_, index) => admit(`guess-${index}`, address));
  return { clock, gate, admit, guess };
}

describe('wrong keys', () => {
  it('make their address wait after five of them, right key or not', () => {
    const { clock, admit, guess } = gateAt(0);

    const guesses = guess(7);
    const right = admit(FULL);
    const elsewhere = admit(FULL, '203.0.113.10');
    clock.now = MINUTE_MS;

    assert.deepEqual(guesses, ['nobody', 'nobody', 'nobody', 'nobody', 'nobody', 60, 60]);
    assert.equal(right, 60);
    assert.equal(elsewhere, 'full');
    assert.equal(admit(FULL), 'full');
  });

  it('keep out none whose key was right before, but for the same key only and for an hour', () => {
    const { clock, admit, guess } = gateAt(0);
    admit(INGEST);

    guess(5);
    const own = admit(INGEST);
    const other = admit(FULL);
    clock.now += HOUR_MS;
    guess(5);

    assert.equal(own, 'ingest');
    assert.equal(other, 60);
    assert.equal(admit(INGEST), 60);
  });

  it('of one network count together, however many addresses it has', () => {
    const { admit } = gateAt(0);

    const guesses = [1, 2, 3, 4, 5, 6].map((host) => admit(`guess-${host}`, `2001:db8::${host}`));

    assert.equal(guesses.at(-1), 60);
    assert.equal(admit(FULL, '2001:db8:0:1::1'), 'full');
  });

  it('at the sign-in and elsewhere count together, and a known address gives nobody further guesses there', () => {
    const { gate, admit, guess } = gateAt(0);
    admit(FULL);

    guess(4);
    const fifth = gate.admitToSignIn('guess', '203.0.113.9');

    assert.equal(fifth, false);
    assert.throws(() => gate.admitToSignIn(FULL, '203.0.113.9'), RateLimited);
    assert.equal(admit('guess'), 60);
    assert.equal(admit(FULL), 'full');
  });

  it('that are always the same are one guess, so a program with an old key shuts out nobody', () => {
    const { admit } = gateAt(0);

    const answers = Array.from({ length: 100 }, () => admit('the-old-key-0123456789'));

    assert.deepEqual(new Set(answers), new Set(['nobody']));
    assert.equal(admit(FULL), 'full');
  });

  it('include the ingest key where people sign in', () => {
    const { gate } = gateAt(0);

    assert.equal(gate.admitToSignIn(INGEST, '203.0.113.9'), false);
    assert.equal(gate.admitToSignIn(FULL, '203.0.113.9'), true);
  });
});
