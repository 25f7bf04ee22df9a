import { measure, type Figures, type Load } from './load.ts';
import type { Table } from './results.ts';
import { startServer, type Memory } from './server-process.ts';

/** A service under one load, beside a bare Fastify server under the same. */
export interface Comparison {
  title: string;
  service: Figures;
  bare: Figures;
  /** Median over the rounds of the service's rate by the bare server's in the same round. */
  ratio: number;
  memory: { idle: Memory; loaded: Memory };
}

export interface ComparisonOptions {
  title: string;
  main: URL;
  env: Record<string, string>;
  load: Load;
  /** Called before the first round, on the running service. */
  prepare?: (url: string) => Promise<void>;
}

const ROUNDS = 5;
const SECONDS = 4;
const WARM_UP_SECONDS = 5;

/** Alternates between the two, so that a machine that slows down slows both. */
export async function compare({ title, main, env, load, prepare }: ComparisonOptions): Promise<Comparison> {
  const service = await startServer(main, env);
  const bare = await startServer(new URL('bare-fastify.ts', import.meta.url));
  try {
    const idle = service.memory();
    await prepare?.(service.url);
    await measure(bare.url, load, WARM_UP_SECONDS);
    await measure(service.url, load, WARM_UP_SECONDS);

    const rounds: { service: Figures; bare: Figures; ratio: number }[] = [];
    let loaded = idle;
    for (let round = 0; round < ROUNDS; round += 1) {
      const bareFigures = await measure(bare.url, load, SECONDS);
      const serviceFigures = await measure(service.url, load, SECONDS);
      const memory = service.memory();
      if (memory.total > loaded.total) loaded = memory;
      rounds.push({ bare: bareFigures, service: serviceFigures, ratio: serviceFigures.rate / bareFigures.rate });
    }
    return {
      title,
      service: medians(rounds.map((round) => round.service)),
      bare: medians(rounds.map((round) => round.bare)),
      ratio: median(rounds.map((round) => round.ratio)),
      memory: { idle, loaded },
    };
  } finally {
    await Promise.all([service.stop(), bare.stop()]);
  }
}

/** Comparisons for people to read. */
export function toTable(comparisons: readonly Comparison[]): Table {
  return Object.fromEntries(
    comparisons.map(({ title, service, bare, ratio, memory }) => [
      title,
      {
        'requests/s': Math.round(service.rate),
        'bare Fastify': Math.round(bare.rate),
        ratio: Number(ratio.toFixed(2)),
        'p50 ms': service.p50,
        'p99 ms': service.p99,
        'idle MiB (anonymous)': describeMemory(memory.idle),
        'loaded MiB (anonymous)': describeMemory(memory.loaded),
      },
    ]),
  );
}

/** Resident MiB, and in parentheses what the process made itself. */
export function describeMemory({ total, anonymous }: Memory): string {
  return `${total.toFixed(0)} (${anonymous.toFixed(0)})`;
}

function medians(figures: readonly Figures[]): Figures {
  const of = (name: keyof Figures) => median(figures.map((each) => each[name]));
  return { rate: of('rate'), p50: of('p50'), p99: of('p99') };
}

/** The middle one of some figures. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
