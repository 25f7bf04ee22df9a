import type { Level } from '../../level.ts';

const LETTERS: Record<string, Level> = {
  D: 'DEBUG',
  V: 'DEBUG',
  I: 'INFO',
  A: 'INFO',
  W: 'WARNING',
  E: 'ERROR',
  F: 'CRITICAL',
  C: 'CRITICAL',
};

/** klog and glog (`E0101 10:00:00.0`), Tornado (`[E 260101`), Ruby's Logger (`E, [2026-`), where no word follows. */
const LETTER = /^(?:([IWEFD])(?:\d{4}|\d{8}) |\[([DIWEC]) \d|([DIWEFA]), \[\d)/;

/** MongoDB before 4.4: time, letter, component. */
const MONGO = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d{4}) ([DIWEF])\d? +[A-Z]+ /;

/** Redis: process, role, time, mark. */
const REDIS = /^\d+:[XCSM] [^*#.-]*\.\d{3} ([*#.-]) /;
const REDIS_MARKS: Record<string, Level> = { '.': 'DEBUG', '-': 'INFO', '*': 'INFO', '#': 'WARNING' };

/** The level that a single letter or sign at the beginning stands for. */
export function letterLevel(head: string): Level | undefined {
  const code = head.charCodeAt(0);
  if (code >= 0x30 && code <= 0x39) {
    const [, mark] = REDIS.exec(head) ?? [];
    if (mark) return REDIS_MARKS[mark];
    return LETTERS[MONGO.exec(head)?.[1] ?? ''];
  }
  const match = LETTER.exec(head);
  return match ? LETTERS[match[1] ?? match[2] ?? match[3] ?? ''] : undefined;
}
