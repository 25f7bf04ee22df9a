import { measure, type Figures, type Load } from './load.ts';
import type { Table } from './results.ts';
import { startBare, startServer, type Memory, type ServerProcess } from './server-process.ts';

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

/** A service and a bare server under the same load, one right after the other. */
interface Round {
  service: Figures;
  bare: Figures;
  ratio: number;
}

/**
 * Alternates between a service and a bare server, so that a machine that slows down slows both. `onRound` is called after each
 * round; `rounds` takes fewer than the usual five.
 */
export async function takeTurns(
  service: ServerProcess,
  bare: ServerProcess,
  load: Load,
  { rounds = ROUNDS, onRound = () => {} }: { rounds?: number; onRound?: () => void } = {},
): Promise<Round[]> {
  await measure(bare.url, load, WARM_UP_SECONDS);
  await measure(service.url, load, WARM_UP_SECONDS);
  const taken: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const bareFigures = await measure(bare.url, load, SECONDS);
    const serviceFigures = await measure(service.url, load, SECONDS);
    taken.push({ bare: bareFigures, service: serviceFigures, ratio: serviceFigures.rate / bareFigures.rate });
    onRound();
  }
  return taken;
}

/** What a service makes of a load, beside a bare server. */
export async function compare({ title, main, env, load, prepare }: ComparisonOptions): Promise<Comparison> {
  const service = await startServer(main, env);
  const bare = await startBare();
  try {
    const idle = service.memory();
    await prepare?.(service.url);
    let loaded = idle;
    const rounds = await takeTurns(service, bare, load, {
      onRound: () => {
        const memory = service.memory();
        if (memory.total > loaded.total) loaded = memory;
      },
    });
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
  return { rate: of('rate'), p50: of('p50'), p99: of('p99'), max: of('max') };
}

/** The middle one of some figures. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
