import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { sized } from '../torture.ts';
import { addToCorpus, readCorpus, seed } from './corpus.ts';
import { mutated } from './mutations.ts';

export interface Parser {
  name: string;
  /** Throws only for what is wrong with the parser. */
  parse: (text: string) => unknown;
  /** Real inputs, which are changed in every way. */
  originals: readonly string[];
  /** The longest input that reaches it, in characters. */
  longest: number;
}

/** What keeps everything else waiting for longer is a hang. */
const HANG_MS = 100;
/** Below this, a clock and a garbage collector tell more than the parser. */
const NOTHING_MS = 25;
const PART = 16;
/** Twice as long for twice as much is linear, and a busy machine may look like four times; a square would be `PART` times. */
const FACTOR = 5;

/** Holds parsers to what no input may change: they do not throw, do not hang, and take time in proportion to their input. */
export function testParsers(corpus: URL, parsers: readonly Parser[]): void {
  describe(`whatever is read (MONLIGHT_SEED=${seed})`, () => {
    for (const { name, parse, originals, longest } of parsers) {
      const look = (text: string): void => {
        try {
          parse(text);
          const ms = leastCost(() => parse(text), HANG_MS);
          assert.ok(ms <= HANG_MS, `takes ${Math.round(ms)} ms`);
        } catch (error) {
          addToCorpus(corpus, [{ name, text }]);
          throw error;
        }
      };

      it(`${name}: does not fail or hang`, () => {
        const kept = readCorpus<{ name: string; text: string }>(corpus).filter((one) => one.name === name);
        for (const { text } of kept) look(text);

        fc.assert(
          fc.property(mutated(originals), (text) => look(text.slice(0, longest))),
          {
            seed,
            numRuns: sized({ cut: 300, whole: 10_000 }),
          },
        );
      });

      it(`${name}: takes time in proportion to its length`, () => {
        const pieces = fc
          .tuple(mutated(originals), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 60 }))
          .map(([text, at, length]) => text.slice(at * text.length, at * text.length + length) || ' ');

        fc.assert(
          fc.property(pieces, fc.boolean(), (piece, isInLines) => {
            const unit = isInLines ? `${piece}\n` : piece;
            const long = fill(unit, longest);
            const whole = leastCost(() => parse(long), NOTHING_MS);
            if (whole <= NOTHING_MS) return;
            const short = fill(unit, Math.ceil(longest / PART));
            const part = leastCost(() => parse(short), 0);
            if (whole < FACTOR * PART * Math.max(part, NOTHING_MS / PART)) return;
            addToCorpus(corpus, [{ name, text: long }]);
            assert.fail(`${Math.round(whole)} ms for ${longest} characters, ${part.toFixed(1)} ms for a part of them`);
          }),
          { seed, numRuns: sized({ cut: 10, whole: 60 }) },
        );
      });
    }
  });
}

function fill(piece: string, length: number): string {
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}

/** The processor's time in ms, the least of up to three; no more are tried once it is little enough. */
function leastCost(run: () => unknown, enough: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3 && least > enough; round += 1) {
    const start = process.threadCpuUsage();
    run();
    const { user, system } = process.threadCpuUsage(start);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}
