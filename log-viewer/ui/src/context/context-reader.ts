import { signal, type ReadonlySignal } from '@preact/signals';
import type { Failure } from '@monlight/shared/ui/answer.ts';
import { get } from '@monlight/shared/ui/api.ts';
import type { EntryContext } from '../entry.ts';

/** Entries on either side to begin with, and how many more a click brings. */
const step = 20;

/** Reads what is around an entry, and more of it on demand. */
export interface ContextReader {
  readonly context: ReadonlySignal<EntryContext | undefined>;
  readonly failure: ReadonlySignal<Failure | undefined>;
  /** Reads further on that side; null where there is nothing more. */
  readonly hasMore: { readonly before: (() => void) | null; readonly after: (() => void) | null };
  retry: () => void;
  end: () => void;
}

/** The surroundings of the entry with that id. */
export function createContextReader(id: number): ContextReader {
  const context = signal<EntryContext>();
  const failure = signal<Failure>();
  const asked = { before: step, after: step };
  const ended = new AbortController();

  async function load(from: number, before: number, after: number): Promise<EntryContext | null> {
    const answer = await get<EntryContext>(`api/logs/${from}/context?before=${before}&after=${after}`, ended.signal);
    if (ended.signal.aborted) return null;
    failure.value = answer.ok ? undefined : answer;
    return answer.ok ? answer.value : null;
  }

  async function start(): Promise<void> {
    const found = await load(id, step, step);
    if (found) context.value = found;
  }

  async function extend(side: 'before' | 'after'): Promise<void> {
    const present = context.peek();
    if (!present) return;
    const edge = (side === 'before' ? present.before[0] : present.after.at(-1)) ?? present.entry;
    const found = await load(edge.id, side === 'before' ? step : 0, side === 'after' ? step : 0);
    if (!found) return;
    asked[side] += step;
    context.value = {
      ...present,
      ...(side === 'before'
        ? { before: [...found.before, ...present.before] }
        : { after: [...present.after, ...found.after] }),
    };
  }

  void start();
  return {
    context,
    failure,
    hasMore: {
      get before() {
        return (context.value?.before.length ?? 0) < asked.before ? null : () => void extend('before');
      },
      get after() {
        return (context.value?.after.length ?? 0) < asked.after ? null : () => void extend('after');
      },
    },
    retry: () => void start(),
    end: () => ended.abort(),
  };
}
