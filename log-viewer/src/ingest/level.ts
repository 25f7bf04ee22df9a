import { type Level, parseLevel, type Stream } from '../level.ts';
import { errorKindLevel, failureLevel } from './level/failure.ts';
import { levelWordAt, readWord } from './level/first-words.ts';
import { levelOfJson } from './level/json.ts';
import { letterLevel } from './level/letter.ts';
import { bracketLevel, dashLevel, keyLevel } from './level/mark.ts';
import { headOf, secondLine } from './level/head.ts';
import { levelOfPriority } from './level/number.ts';

/** The level of an entry, from its first line (or from all of it where it is a JSON object). */
export function detectLevel(message: string, stream: Stream): Level {
  return statedLevel(message) ?? (stream === 'stderr' ? 'ERROR' : 'INFO');
}

/** The level that an entry says itself; undefined where only its stream could tell. */
export function statedLevel(message: string): Level | undefined {
  const head = headOf(message);
  if (isJson(head)) return levelOfJson(message);
  return textLevel(head) ?? (head[3] === ' ' && JUL_OPENING.test(head) ? textLevel(secondLine(message)) : undefined);
}

/** The formatter of java.util.logging has time and class on a line of their own above `SEVERE: text`. */
export const JUL_OPENING = /^[A-Z][a-z]{2} \d{1,2}, \d{4},? \d{1,2}:\d\d:\d\d\s[AP]M \S/;

function isJson(head: string): boolean {
  return head.startsWith('{') && /^\{\s*(?:"|$)/.test(head);
}

/**
 * What a logger marks on purpose comes first: brackets and keys cannot be prose. Words can, so they count only where a
 * line begins. The letters come last: a number in front of a line is what was put there by whoever passed it on.
 */
function textLevel(head: string): Level | undefined {
  const marked = bracketLevel(head) ?? keyLevel(head) ?? errorKindLevel(head);
  if (marked) return marked;
  const at = levelWordAt(head);
  const word = at < 0 ? '' : readWord(head, at);
  if (word && head[at + word.length] === ':') return parseLevel(word);
  return failureLevel(head) ?? dashLevel(head) ?? parseLevel(word) ?? priorityLevel(head) ?? letterLevel(head);
}

const PRIORITY = /^<(\d{1,3})>/;

function priorityLevel(head: string): Level | undefined {
  const [, priority] = head.startsWith('<') ? (PRIORITY.exec(head) ?? []) : [];
  return priority ? levelOfPriority(Number(priority)) : undefined;
}
