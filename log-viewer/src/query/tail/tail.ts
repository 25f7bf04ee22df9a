import { LEVELS } from '../../level.ts';
import { createMatcher } from '../../search/match.ts';
import { presentEntry } from '../present.ts';
import type { Reader } from '../reader.ts';
import { toFilter, type Entry, type TailQuery } from '../schema.ts';
import type { EventStream } from './event-stream.ts';
import type { Live, LiveEntry } from './live.ts';
import { formatPosition, type Position } from './position.ts';

const SLICE = 200;

export interface TailOptions {
  query: TailQuery;
  /** Where the reader was; null begins with what comes. */
  from: Position | null;
  live: Live;
  reader: Reader;
  stream: EventStream;
}

export interface Tail {
  /** Rejects when the store cannot be read. */
  caughtUp: Promise<void>;
  /** Keeps the connection alive, and tells what was left out. */
  beat: () => void;
  stop: () => void;
}

/**
 * Sends what is stored beyond a position, then what comes, each entry once.
 *
 * While it catches up it reads at its reader's pace; from then on, what a reader does not take is left out and counted.
 */
export function startTail({ query, from, live, reader, stream }: TailOptions): Tail {
  const isWanted = toPredicate(query);
  let pending = from ? from.pending.filter((id) => !live.isHeld(id)) : [];
  let last = Math.min(from ? from.last : Infinity, live.lastId());
  /** Up to here the reader has had everything, as it was then, but what it was owed. */
  const known = last;
  const owed = new Set(from?.pending);
  let isLive = from === null;
  const stopping = new AbortController();
  const { signal } = stopping;
  let dropped = 0;
  /** What changed of the slice of the store that is on its way. */
  const meanwhile = new Map<number, LiveEntry>();
  let readingUpTo = 0;

  function position(): string {
    const held = live.held().filter((id) => id <= last && (id > known || owed.has(id)));
    return formatPosition({ last, pending: [...pending, ...held] });
  }

  function tellDropped(): void {
    if (dropped > 0 && stream.send('dropped', JSON.stringify({ count: dropped }))) dropped = 0;
  }

  function send(event: 'log' | 'update', { entry, json }: LiveEntry): void {
    if (entry.id > last) ({ id: last } = entry);
    if (!isWanted(entry)) return;
    tellDropped();
    // An update is no step forward: it has no id.
    if (dropped > 0 || !stream.send(event, json(), event === 'log' ? position() : undefined)) dropped += 1;
  }

  function receive(event: 'log' | 'update', entry: LiveEntry): void {
    const { id } = entry.entry;
    const isKnown = id <= known && !owed.has(id);
    // What is known is told only as it grows; what is not, only once it is whole.
    if (isKnown ? event === 'log' : event === 'update' && live.isHeld(id)) return;
    // What lies before the position was held when the position passed it.
    if (isLive || id <= last) send(event, entry);
    else if (id <= readingUpTo) meanwhile.set(id, entry);
  }

  const unsubscribe = live.subscribe({
    show: (entry) => receive('log', entry),
    amend: (entry) => receive('update', entry),
  });

  async function sendStored(entry: Entry): Promise<void> {
    const newest = meanwhile.get(entry.id) ?? { entry, json: () => JSON.stringify(entry) };
    while (!signal.aborted && !stream.send('log', newest.json(), position())) await stream.drained();
  }

  async function catchUp(): Promise<void> {
    for (const id of pending) {
      const row = await reader.entry(id);
      pending = pending.filter((other) => other !== id);
      if (row && isWanted(presentEntry(row))) await sendStored(presentEntry(row));
    }
    const filter = toFilter(query);
    while (!signal.aborted && last < live.lastId()) {
      meanwhile.clear();
      readingUpTo = live.lastId();
      const { rows, through } = await reader.slice({ filter, after: last, upTo: readingUpTo, limit: SLICE });
      for (const row of rows) {
        last = row.id;
        if (!live.isHeld(row.id)) await sendStored(presentEntry(row));
        if (signal.aborted) return;
      }
      last = through;
    }
    isLive = true;
    meanwhile.clear();
  }

  return {
    caughtUp: from ? catchUp() : Promise.resolve(),
    beat: () => {
      tellDropped();
      stream.send('heartbeat', '{}');
    },
    stop: () => {
      stopping.abort();
      unsubscribe();
    },
  };
}

/** The query as a live tail applies it. */
function toPredicate({ container, level, search, q }: TailQuery): (entry: Entry) => boolean {
  const searched = search ?? q ?? null;
  const matches = searched && createMatcher(searched);
  const containers = container && new Set(container);
  const levels = level && new Set(level);
  return (entry) =>
    (!containers || containers.has(entry.container)) &&
    (!levels || levels.has(LEVELS.indexOf(entry.level))) &&
    (!matches || matches(entry.message));
}
