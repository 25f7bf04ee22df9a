import { setTimeout as delay } from 'node:timers/promises';
import type { Table } from '@monlight/shared/bench/results';

const TAILS = 20;
const LINES = 500;
const EVERY_MS = 10;

/** Milliseconds from a line in the file to its event, on many tails at once. */
export async function measureTail(url: string, apiKey: string, append: (text: string) => void): Promise<Table> {
  const abort = new AbortController();
  const writtenAt = new Map<string, number>();
  const times: number[] = [];
  const bodies = await Promise.all(
    Array.from({ length: TAILS }, async () => {
      const response = await fetch(`${url}/api/logs/tail`, { headers: { 'x-api-key': apiKey }, signal: abort.signal });
      if (!response.ok || !response.body) throw new Error(`the tail answers ${response.status}`);
      return response.body;
    }),
  );
  // The first reader never reads: it must not keep the others from what comes.
  const tails = bodies.slice(1).map((body) => read(body, writtenAt, times).catch(() => undefined));
  await delay(500);
  for (let n = 0; n < LINES; n += 1) {
    const mark = `INFO tailed line ${n}`;
    writtenAt.set(mark, performance.now());
    append(`${JSON.stringify({ log: `${mark}\n`, stream: 'stdout', time: new Date().toISOString() })}\n`);
    await delay(EVERY_MS);
  }
  await delay(500);
  abort.abort();
  await Promise.all(tails);
  times.sort((a, b) => a - b);
  const at = (share: number) => Number((times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(1));
  return {
    [`${TAILS} tails, one of which never reads`]: {
      'p50 ms': at(0.5),
      'p95 ms': at(0.95),
      'p99 ms': at(0.99),
      events: times.length,
    },
  };
}

async function read(body: ReadableStream<Uint8Array>, writtenAt: Map<string, number>, times: number[]): Promise<void> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    const events = (text + decoder.decode(chunk, { stream: true })).split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const written = writtenAt.get(/"message":"([^"]*)"/.exec(event)?.[1] ?? '');
      if (written !== undefined) times.push(performance.now() - written);
    }
  }
}
