import { HOUR_MS, MINUTE_MS, SECOND_MS, parseTime } from '@monlight/shared/time';
import { COLON, POINT, QUOTE } from './json-bytes.ts';
import { digitAt, pairAt } from './plain-digits.ts';
import type { PlainPoint } from './plain-point.ts';

/** Length of `"2026-01-23T15:30:00Z"` up to its last digit, with the quote; and of the date. */
const TO_SECONDS = 20;
const TO_DATE = 11;
const DASH = 0x2d;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;

/** Reads points' times as `toISOString` writes them, with or without milliseconds: a batch seldom has more than one date. */
export function createTimeReader() {
  let lastDate = -1;
  let lastDay = 0;

  /** The place behind the time, or -1. */
  return function read(bytes: Buffer, from: number, point: PlainPoint): number {
    if (bytes[from] !== QUOTE || bytes[from + 5] !== DASH || bytes[from + 8] !== DASH) return -1;
    if (bytes[from + 11] !== LETTER_T || bytes[from + 14] !== COLON || bytes[from + 17] !== COLON) return -1;
    const hour = pairAt(bytes, from + 12);
    const minute = pairAt(bytes, from + 15);
    const second = pairAt(bytes, from + 18);
    if (hour === -1 || hour > 23 || minute === -1 || minute > 59 || second === -1 || second > 59) return -1;
    let at = from + TO_SECONDS;
    let ms = 0;
    if (bytes[at] === POINT) {
      const tens = pairAt(bytes, at + 1);
      const ones = digitAt(bytes, at + 3);
      if (tens === -1 || ones === -1) return -1;
      ms = tens * 10 + ones;
      at += 4;
    }
    if (bytes[at] !== LETTER_Z || bytes[at + 1] !== QUOTE) return -1;
    const century = pairAt(bytes, from + 1);
    const year = pairAt(bytes, from + 3);
    const month = pairAt(bytes, from + 6);
    const day = pairAt(bytes, from + 9);
    if (century === -1 || year === -1 || month === -1 || day === -1) return -1;
    const date = ((century * 100 + year) * 100 + month) * 100 + day;
    if (date !== lastDate) {
      const parsed = parseTime(bytes.toString('latin1', from + 1, from + TO_DATE));
      if (parsed === null) return -1;
      lastDate = date;
      lastDay = parsed;
    }
    point.time = lastDay + hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS + ms;
    return at + 2;
  };
}
