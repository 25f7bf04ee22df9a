import type { Table } from './results.ts';

const TIMES = 200;

/** How long a question's answers take. */
export interface Answers {
  /** The first one’s, for which nothing is compiled or in memory yet, and percentiles of those after it. */
  times: Table[string];
  /** The last one. */
  body: unknown;
}

/**
 * Asks one question over and over, each when the one before is answered.
 *
 * @throws Error when an answer is not 2xx
 */
export async function timeAnswers(url: string, headers: Record<string, string>): Promise<Answers> {
  const times: number[] = [];
  let body: unknown;
  for (let n = 0; n <= TIMES; n += 1) {
    const startedAt = performance.now();
    const response = await fetch(url, { headers });
    body = await response.json();
    times.push(performance.now() - startedAt);
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
  }
  const [first, ...others] = times;
  others.sort((a, b) => a - b);
  const at = (share: number) => toMs(others[Math.floor(others.length * share)]);
  return { times: { 'first ms': toMs(first), 'p50 ms': at(0.5), 'p95 ms': at(0.95) }, body };
}

function toMs(time = Number.NaN): number {
  return Number(time.toFixed(1));
}
