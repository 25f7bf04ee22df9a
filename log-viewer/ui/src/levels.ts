import { type Level, LEVELS, parseLevel } from '../../src/level.ts';

/** `Debug`, for a person. */
export function wordOf(level: Level): string {
  return level.charAt(0) + level.slice(1).toLowerCase();
}

/** The levels that a filter text names: a list, or `>=WARNING`; none stands for all. */
export function toLevels(text: string): Level[] {
  const least = text.startsWith('>=') ? parseLevel(text.slice(2).trim()) : undefined;
  if (least) return LEVELS.slice(LEVELS.indexOf(least));
  const named = new Set(text.split(',').map((word) => parseLevel(word.trim())));
  return LEVELS.filter((level) => named.has(level));
}

/** The shortest text that names these levels. */
export function toLevelText(chosen: readonly Level[]): string {
  const sorted = LEVELS.filter((level) => chosen.includes(level));
  const [least] = sorted;
  if (least === undefined || sorted.length === LEVELS.length) return '';
  const isTop = sorted.length > 1 && sorted.length === LEVELS.length - LEVELS.indexOf(least);
  return isTop ? `>=${least}` : sorted.join(',');
}
