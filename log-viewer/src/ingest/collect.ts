import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@monlight/shared/log';
import { SECOND_MS, type Clock } from '@monlight/shared/time';
import { LEVELS, STREAMS } from '../level.ts';
import type { Entry } from '../store/entries.ts';
import type { LogStore } from '../store/log-store.ts';
import type { Assembled } from './assemble.ts';
import { detectLevel } from './level.ts';
import type { Source } from './source.ts';

/** Hears of entries as they are stored. */
export interface Listener {
  /** Stored, but likely to grow: not to be shown yet. */
  hold: (entry: Entry) => void;
  /** Stored, and as far as known complete. */
  show: (entry: Entry) => void;
  /** Stored before, and longer now. */
  amend: (entry: Entry) => void;
}

export interface CollectOptions {
  store: LogStore;
  listener: Listener;
  /** Names of the containers that are followed now. */
  followed: () => readonly string[];
  now: Clock;
  /** By which silence is measured. */
  steady: Clock;
  log: Logger;
}

/** Bytes of logs in one transaction: about 700 lines, which keep the event loop for some 15 ms. */
const BATCH_BYTES = 128 * 1024;
/** However many containers talk at once, each gets this much in its turn. */
const LEAST_SHARE = 16 * 1024;
/** How long after a failed commit (a full disk) it is tried again. */
const RETRY_MS = SECOND_MS;

/** Takes what sources have to read into the store: each batch is one transaction with the cursors behind it. */
export function createCollector({ store, listener, followed, now, steady, log }: CollectOptions) {
  /** Entries that live tails have not been shown. */
  const held = new Map<Entry, Source>();
  let lastIngest: number | null = null;
  let isDropFailing = false;
  // A stop may have come between two steps.
  let isDropping = true;

  /** False when it was given up because of a stop: the cursors are where they were, and nothing is lost. */
  async function commit(
    fresh: Entry[],
    amended: ReadonlySet<Entry>,
    touched: readonly Source[],
    signal: AbortSignal,
  ): Promise<boolean> {
    for (const entry of [...fresh, ...amended]) setLevel(entry);
    for (let attempt = 1; ; attempt += 1) {
      try {
        store.commit({ fresh, amended, cursors: cursorsOf(touched) });
        if (attempt > 1) log.info('logs are stored again');
        return true;
      } catch (error) {
        if (attempt === 1) log.error({ err: error }, 'logs cannot be stored; trying again every second');
        await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return false;
      }
    }
  }

  /** What could not be dropped is dropped after a later batch. */
  function dropPassed(): void {
    try {
      isDropping = store.dropPassed(followed);
      isDropFailing = false;
    } catch (error) {
      isDropping = false;
      if (!isDropFailing) log.error({ err: error }, 'old entries cannot be dropped; it will be tried again');
      isDropFailing = true;
    }
  }

  /** Tells what has been stored, in the order of ids. */
  function tell(fresh: readonly Entry[], amended: ReadonlySet<Entry>, touched: readonly Source[]): void {
    const open = new Map(touched.flatMap((source) => source.openEntries().map((entry) => [entry, source] as const)));
    const due = [...held.keys()].filter((entry) => touched.includes(held.get(entry) as Source) && !open.has(entry));
    for (const entry of amended) listener.amend(entry);
    for (const entry of [...due, ...fresh]) {
      const source = open.get(entry);
      if (source) {
        held.set(entry, source);
        listener.hold(entry);
      } else {
        held.delete(entry);
        listener.show(entry);
      }
    }
  }

  function show(entries: readonly Entry[]): void {
    for (const entry of entries) if (held.delete(entry)) listener.show(entry);
  }

  return {
    /**
     * Reads and stores one batch.
     *
     * @returns the sources that have more to read
     */
    collect: async (sources: readonly Source[], signal: AbortSignal): Promise<readonly Source[]> => {
      const { assembled, touched, unread } = await read(sources, signal);
      if (touched.length > 0) {
        const fresh = assembled.fresh.toSorted((a, b) => a.order - b.order).map(({ entry }) => entry);
        if (!(await commit(fresh, assembled.amended, touched, signal))) return sources;
        if (fresh.length > 0) lastIngest = now();
        tell(fresh, assembled.amended, touched);
        dropPassed();
      }
      // Only what was read to its end can have fallen silent.
      for (const source of sources) if (!unread.includes(source)) show(source.settle(steady()));
      return unread;
    },
    /** Whether there are steps of dropping old entries left, which `dropPassed` goes on with when nothing is read. */
    isDropping: () => isDropping,
    dropPassed,
    /** When an entry was stored last, ms; null when none was since the start. */
    lastIngest: () => lastIngest,
    /** When a source that says nothing more has to be looked at again, by the steady clock. */
    dueAt: (source: Source): number => source.settlesAt((entry) => !held.has(entry)),
    /** A source has ended: what it left open is complete. */
    finish: (source: Source): void => show(source.finish()),
  };
}

/** Reads a share of each source, so that a noisy one cannot keep the others from their turn. */
async function read(sources: readonly Source[], signal: AbortSignal) {
  const assembled: Assembled = { fresh: [], amended: new Set() };
  const touched: Source[] = [];
  const skipped: Source[] = [];
  const unfinished: Source[] = [];
  const share = Math.max(LEAST_SHARE, Math.floor(BATCH_BYTES / sources.length));
  let bytes = 0;
  for (const source of sources) {
    if (bytes >= BATCH_BYTES || signal.aborted) {
      skipped.push(source);
      continue;
    }
    // The ends of all logs that are there at the first start are one batch, in the order of their times.
    const first = source.firstBytes();
    const chunk = await source.read(Math.max(share, first), assembled);
    if (!chunk) continue;
    touched.push(source);
    if (first === 0) bytes += chunk.bytes;
    if (chunk.hasMore) unfinished.push(source);
  }
  // Who had no turn comes first in the next.
  return { assembled, touched, unread: [...skipped, ...unfinished] };
}

/** Taken one by one by the store when it has given new entries their ids: a cursor tells those of open ones. */
function* cursorsOf(sources: readonly Source[]): Generator<[string, string]> {
  for (const source of sources) {
    const state = source.state();
    if (state !== undefined) yield [source.container.id, state];
  }
}

/** The level is read from all that is there of an entry: JSON tells it only when it is whole. */
function setLevel(entry: Entry): void {
  const stream = STREAMS[entry.stream] ?? 'stdout';
  entry.level = LEVELS.indexOf(detectLevel(entry.message, stream));
}
