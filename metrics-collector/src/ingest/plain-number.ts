import { POINT } from './json-bytes.ts';
import { digitAt } from './plain-digits.ts';
import type { PlainPoint } from './plain-point.ts';

const MINUS = 0x2d;
const LARGE_E = 0x45;
const SMALL_E = 0x65;
/** So many digits are a whole number below 2^53, and divided by a power of ten still the nearest double. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/** Reads a point's value: the place behind a number as JSON writes it, or -1. One with an exponent is rare enough to be left to others. */
export function readNumber(bytes: Buffer, from: number, point: PlainPoint): number {
  let at = bytes[from] === MINUS ? from + 1 : from;
  const start = at;
  let digits = 0;
  let decimals = 0;
  for (let digit = digitAt(bytes, at); digit !== -1; digit = digitAt(bytes, (at += 1))) digits = digits * 10 + digit;
  const whole = at - start;
  if (whole === 0 || (whole > 1 && digitAt(bytes, start) === 0)) return -1;
  if (bytes[at] === POINT) {
    at += 1;
    for (let digit = digitAt(bytes, at); digit !== -1; digit = digitAt(bytes, (at += 1))) {
      digits = digits * 10 + digit;
      decimals += 1;
    }
    if (decimals === 0) return -1;
  }
  if (bytes[at] === LARGE_E || bytes[at] === SMALL_E) return -1;
  if (whole + decimals > EXACT_DIGITS) point.value = Number(bytes.toString('latin1', from, at));
  else {
    const value = digits / (POWERS_OF_TEN[decimals] as number);
    point.value = start > from ? -value : value;
  }
  return Number.isFinite(point.value) ? at : -1;
}
