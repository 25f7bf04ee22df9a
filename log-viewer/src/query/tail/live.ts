import type { Listener } from '../../ingest/collect.ts';
import type { Entry as StoredEntry } from '../../store/entries.ts';
import { presentEntry } from '../present.ts';
import type { Entry } from '../schema.ts';

/** An entry on its way to live tails; its JSON is made once for all of them. */
export interface LiveEntry {
  entry: Entry;
  json: () => string;
}

export interface Subscriber {
  show: (entry: LiveEntry) => void;
  amend: (entry: LiveEntry) => void;
}

/** Passes entries on to live tails as they are stored. */
export function createLive(nameOf: (container: number) => string, lastId: () => number) {
  const subscribers = new Set<Subscriber>();
  const held = new Set<number>();

  function toLive(stored: StoredEntry): LiveEntry {
    const entry = presentEntry({ ...stored, container: nameOf(stored.container) });
    let json: string | undefined;
    return { entry, json: () => (json ??= JSON.stringify(entry)) };
  }

  function each(stored: StoredEntry, tell: (subscriber: Subscriber, entry: LiveEntry) => void): void {
    if (subscribers.size === 0) return;
    const entry = toLive(stored);
    for (const subscriber of subscribers) tell(subscriber, entry);
  }

  const listener: Listener = {
    hold: ({ id }) => void held.add(id),
    show: (stored) => {
      held.delete(stored.id);
      each(stored, (subscriber, entry) => subscriber.show(entry));
    },
    amend: (stored) => each(stored, (subscriber, entry) => subscriber.amend(entry)),
  };

  return {
    listener,
    /** Id of the newest entry. */
    lastId,
    /** Entries that are stored but not shown yet, ascending. */
    held: (): number[] => [...held].toSorted((a, b) => a - b),
    isHeld: (id: number): boolean => held.has(id),
    subscribe: (subscriber: Subscriber): (() => void) => {
      subscribers.add(subscriber);
      return () => void subscribers.delete(subscriber);
    },
  };
}

export type Live = ReturnType<typeof createLive>;
