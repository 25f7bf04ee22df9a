import { batch, computed, effect, signal, untracked } from '@preact/signals';
import type { Entry } from '../entry.ts';
import { entries } from '../list/list-state.ts';
import { contextId, expandedId, filteredAddress, filterQuery, isLive } from '../view-state.ts';
import { type Batch, startTail, type Tail } from './tail.ts';

/** Whether the list is scrolled to its top; set by the list. */
export const isAtTop = signal(true);
/** Entries that came while the list stood still. */
export const missed = signal(0);
/** Entries that came too fast to be shown; they are stored all the same. */
export const dropped = signal(0);

const tail = signal<Tail>();
/** How the connection is; undefined while nothing is followed. */
export const tailState = computed(() => tail.value?.state.value);
/** New entries are held back while someone reads: further down, in an entry, or around one. */
export const isHeld = computed(() => !isAtTop.value || expandedId.value !== null || contextId.value !== null);

/** More than this is not held back: the list is read anew instead. */
const mostHeld = 4000;
let held: Entry[] = [];

function take({ entries: fresh, updates, dropped: lost }: Batch): void {
  batch(() => {
    dropped.value += lost;
    if (isHeld.peek()) {
      missed.value += fresh.length;
      if (held.length <= mostHeld) held.push(...fresh);
    } else entries.add(fresh);
    if (updates.length === 0) return;
    const byId = new Map(updates.map((entry) => [entry.id, entry]));
    held = held.map((entry) => byId.get(entry.id) ?? entry);
    entries.replace(byId);
  });
}

function release(): void {
  const waiting = held;
  forget();
  if (waiting.length > mostHeld) void entries.refresh();
  else if (waiting.length > 0) entries.add(waiting);
}

function forget(): void {
  held = [];
  missed.value = 0;
}

/** Reads again what the tail left out. */
export function recover(): void {
  dropped.value = 0;
  forget();
  void entries.refresh();
}

const attempt = signal(0);
/** Connects anew at once. */
export function retryTail(): void {
  attempt.value += 1;
}

/** Another text for every connection to make. */
const round = computed(() =>
  isLive.value && entries.version.value > 0 ? `${entries.version.value}/${attempt.value}` : null,
);

// The tail follows what the list shows: a list read anew, whatever its filters, is followed from its newest entry on.
effect(() => {
  if (round.value === null) return;
  const started = untracked(() =>
    startTail(filteredAddress('api/logs/tail', filterQuery({ hasTime: false })), () => entries.newestId(), take),
  );
  tail.value = started;
  return () => {
    started.end();
    batch(() => {
      tail.value = undefined;
      dropped.value = 0;
      forget();
    });
  };
});

effect(() => {
  if (!isHeld.value) untracked(release);
});
