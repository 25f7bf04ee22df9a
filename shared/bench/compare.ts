import { measure, type Figures, type Load } from './load.ts';
import type { Table } from './results.ts';
import { startBare, startServer, type Memory, type ServerProcess } from './server-process.ts';

/** A service under one load, beside a bare Fastify server under the same. */
export interface Comparison {
  title: string;
  service: Figures;
  bare: Figures;
  /** Over the rounds, of the service's rate by the bare server's in the same round. */
  ratio: Quartiles;
  /** Likewise of the processor's time that a request takes of the bare server, by that which it takes of the service. */
  processorRatio: Quartiles;
  memory: { idle: Memory; loaded: Memory };
}

export interface ComparisonOptions {
  title: string;
  main: URL;
  env: Record<string, string>;
  load: Load;
  /** Called once, before the first round, on the running service. */
  prepare?: (url: string) => Promise<void>;
}

/** What V8 makes of the same code differs from one process to the next by some per cent, and stays so. */
const STARTS = 3;
/** Many and short: what a machine does beside changes from second to second, and then changes both of a round alike. */
const ROUNDS = 7;
const SECONDS = 1;
const WARM_UP_SECONDS = 5;

/** How many of a hundred are below. */
interface Quartiles {
  p25: number;
  p50: number;
  p75: number;
}

interface Turn extends Figures {
  /** Microseconds of processors for each request. */
  processorUs: number;
}

/** A service and a bare server under the same load, one right after the other. */
interface Round {
  service: Turn;
  bare: Turn;
  ratio: number;
  processorRatio: number;
}

/**
 * Alternates between a service and a bare server, so that a machine that slows down slows both. `onRound` is called after each
 * round; `rounds` takes fewer than the usual.
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
    const ofBare = await takeTurn(bare, load);
    const ofService = await takeTurn(service, load);
    taken.push({
      bare: ofBare,
      service: ofService,
      ratio: ofService.rate / ofBare.rate,
      processorRatio: ofBare.processorUs / ofService.processorUs,
    });
    onRound();
  }
  return taken;
}

async function takeTurn(server: ServerProcess, load: Load): Promise<Turn> {
  const before = server.processorUs();
  const { answered, ...figures } = await measure(server.url, load, SECONDS);
  return { ...figures, processorUs: (server.processorUs() - before) / answered };
}

/** What a service makes of a load, beside a bare server; each started some times. */
export async function compare({ title, main, env, load, prepare }: ComparisonOptions): Promise<Comparison> {
  const rounds: Round[] = [];
  const idle: Memory[] = [];
  const loaded: Memory[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const service = await startServer(main, env);
    const bare = await startBare();
    try {
      idle.push(service.memory());
      if (start === 0) await prepare?.(service.url);
      rounds.push(...(await takeTurns(service, bare, load, { onRound: () => loaded.push(service.memory()) })));
    } finally {
      await Promise.all([service.stop(), bare.stop()]);
    }
  }
  return {
    title,
    service: medians(rounds.map((round) => round.service)),
    bare: medians(rounds.map((round) => round.bare)),
    ratio: quartiles(rounds.map((round) => round.ratio)),
    processorRatio: quartiles(rounds.map((round) => round.processorRatio)),
    memory: { idle: largest(idle), loaded: largest(loaded) },
  };
}

function largest(memories: readonly Memory[]): Memory {
  return memories.reduce((most, memory) => (memory.total > most.total ? memory : most));
}

/** What a load makes of the least that stores it: no service can be nearer to a bare server than that, unless it stores less. */
export async function compareLeast(title: string, databasePath: string, load: Load): Promise<Comparison> {
  const main = new URL('bare-durable.ts', import.meta.url);
  return compare({ title: `${title}, by the least that stores it`, main, env: { DATABASE_PATH: databasePath }, load });
}

/** Comparisons for people to read. */
export function toTable(comparisons: readonly Comparison[]): Table {
  return Object.fromEntries(
    comparisons.map(({ title, service, bare, ratio, processorRatio, memory }) => [
      title,
      {
        'requests/s': Math.round(service.rate),
        'bare Fastify': Math.round(bare.rate),
        ratio: toRatio(ratio.p50),
        'its quartiles': `${toRatio(ratio.p25)} ${toRatio(ratio.p75)}`,
        'ratio of processor time': toRatio(processorRatio.p50),
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
  return quartiles(values).p50;
}

function quartiles(values: readonly number[]): Quartiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { p25: at(0.25), p50: at(0.5), p75: at(0.75) };
}

function toRatio(figure: number): number {
  return Number(figure.toFixed(2));
}
