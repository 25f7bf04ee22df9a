import type { Stream } from '../../src/level.ts';
import type { Listed } from '../start.ts';

/** What a container has printed, to be compared with what is found of it. */
export interface Printed {
  add: (stream: Stream, text: string) => void;
  /** What is wrong with what was found, oldest first; null when each line is there once and in order. */
  problemOf: (found: readonly Listed[]) => string | null;
  /** Lines that were not found, each with a gap in its place. */
  lost: (found: readonly Listed[]) => string[];
  /** The line that was printed last. */
  last: () => string;
}

const STREAMS = ['stdout', 'stderr'] as const;

/**
 * Keeps what was printed. No two lines may be alike.
 *
 * Blank lines between two entries belong to neither, so they may be missing.
 *
 * @param mayLose whether lines may be missing where an entry tells of a gap
 */
export function createPrinted({ mayLose }: { mayLose: boolean }): Printed {
  const printed: Record<Stream, string> = { stdout: '', stderr: '' };
  let last = '';

  function compare(found: readonly Listed[]): { problem: string | null; lost: string } {
    const places: Record<Stream, number> = { stdout: 0, stderr: 0 };
    const isGapTold: Record<Stream, boolean> = { stdout: false, stderr: false };
    let lost = '';
    for (const { id, stream, message } of found as (Listed & { stream: Stream })[]) {
      if (message.startsWith('gap: ')) {
        if (!mayLose) return { problem: `entry ${id} tells of a ${message}`, lost };
        for (const each of STREAMS) isGapTold[each] = true;
        continue;
      }
      const text = printed[stream];
      const at = text.indexOf(message, places[stream]);
      if (at < 0) return { problem: `entry ${id} was not printed then, or is there twice: ${brief(message)}`, lost };
      const skipped = text.slice(places[stream], at);
      if (skipped.trim() !== '') {
        if (!isGapTold[stream]) return { problem: `before entry ${id} is missing: ${brief(skipped)}`, lost };
        lost += skipped;
        isGapTold[stream] = false;
      }
      places[stream] = at + message.length;
    }
    for (const stream of STREAMS) {
      const rest = printed[stream].slice(places[stream]).trim();
      if (rest !== '') return { problem: `at the end of ${stream} is missing: ${brief(rest)}`, lost };
    }
    return { problem: null, lost };
  }

  return {
    add: (stream, text) => {
      printed[stream] += `${text}\n`;
      last = text.slice(text.lastIndexOf('\n') + 1);
    },
    problemOf: (found) => compare(found).problem,
    lost: (found) => compare(found).lost.split('\n'),
    last: () => last,
  };
}

function brief(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 100)} … ${text.slice(-100)}` : text);
}
