import { batch, computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { Failure } from '@monlight/shared/ui/answer.ts';
import { get } from '@monlight/shared/ui/api.ts';
import type { Entry, EntryPage } from '../entry.ts';

/** Entries a request. */
const pageSize = 200;

/** Newest first: entries that came in while one watched, then the stored ones, of which only pages are here. */
export interface EntryList {
  /** How many entries there are, here or only on the server. Undefined before the first answer. */
  readonly count: ReadonlySignal<number | undefined>;
  readonly failure: ReadonlySignal<Failure | undefined>;
  readonly isLoading: ReadonlySignal<boolean>;
  /** Rises with every list that is read from its top. */
  readonly version: ReadonlySignal<number>;
  /** The entry of a row; undefined where its page is not here. */
  at(row: number): Entry | undefined;
  /** The row of an entry that is here, or -1. */
  rowOf(id: number): number;
  /** Id of the newest entry; 0 when there is none. */
  newestId(): number;
  /** Reads the pages that these rows are on. */
  want(from: number, to: number): void;
  /** Puts entries where their ids belong. Those that grew for a while come after younger ones. */
  add(entries: Entry[]): void;
  /** Puts entries in the place of those with their ids, where these are here. */
  replace(entries: ReadonlyMap<number, Entry>): void;
  /** Reads the list from its top. */
  refresh(): Promise<void>;
}

interface Stored {
  /** The address that the pages belong to, up to its page's parameters. */
  address: (more: Record<string, string | number>) => string;
  /** Every stored entry is older than this id. */
  before: number;
  total: number;
  pages: ReadonlyMap<number, Entry[]>;
}

/** What a list keeps of entries that came in; older ones are read again when one goes there. */
const mostHead = 5000;
const keptHead = 4000;
/** More pages than this are not kept: those farthest from what is looked at go first. */
const mostPages = 60;

/** The list at `address`, which is read anew whenever a signal in it changes; null pauses. */
export function createEntryList(address: () => Stored['address'] | null): EntryList {
  const head = signal<Entry[]>([]);
  const stored = signal<Stored>();
  const failure = signal<Failure>();
  const isLoading = signal(false);
  const version = signal(0);
  let reading: AbortController | undefined;
  const asked = new Map<number, AbortController>();
  let retry: ReturnType<typeof setTimeout> | undefined;
  let again = (): unknown => refresh();

  async function load(toAddress: Stored['address'] | null): Promise<void> {
    reading?.abort();
    clearTimeout(retry);
    for (const request of asked.values()) request.abort();
    asked.clear();
    isLoading.value = toAddress !== null;
    if (!toAddress) return;
    const mine = new AbortController();
    reading = mine;
    const answer = await get<EntryPage>(toAddress({ limit: pageSize }), mine.signal);
    if (mine.signal.aborted) return;
    batch(() => {
      isLoading.value = false;
      failure.value = answer.ok ? undefined : answer;
      if (!answer.ok) return;
      const { logs, total } = answer.value;
      head.value = [];
      const before = (logs[0]?.id ?? 0) + 1;
      stored.value = { address: toAddress, before, total: Math.max(total, logs.length), pages: new Map([[0, logs]]) };
      version.value += 1;
    });
    if (!answer.ok) retryLater(answer, refresh);
  }

  function retryLater({ status, retryAfter }: Failure, act: () => unknown): void {
    if (status !== 0 && status !== 429 && status < 500) return;
    again = act;
    clearTimeout(retry);
    retry = setTimeout(act, (retryAfter ?? 4) * 1000);
  }

  async function loadPage(page: number, from: Stored): Promise<void> {
    const mine = new AbortController();
    asked.set(page, mine);
    const last = from.pages.get(page - 1)?.at(-1);
    // Below a page that is here its last entry says where to go on; anywhere else the rank does.
    const place = last ? { before: last.id } : { before: from.before, offset: page * pageSize };
    const answer = await get<EntryPage>(from.address({ ...place, limit: pageSize }), mine.signal);
    if (mine.signal.aborted) return;
    asked.delete(page);
    if (!answer.ok) {
      failure.value = answer;
      return retryLater(answer, () => void loadPage(page, from));
    }
    const now = stored.peek();
    if (!now || now.before !== from.before) return;
    failure.value = undefined;
    const { logs } = answer.value;
    const pages = new Map([...now.pages, [page, logs]]);
    for (const number of farthest(pages.keys(), page)) pages.delete(number);
    // Fewer than a page: the ring buffer has dropped what was counted before.
    const total = logs.length < pageSize ? Math.min(now.total, page * pageSize + logs.length) : now.total;
    stored.value = { ...now, total, pages };
  }

  function refresh(): Promise<void> {
    return load(untracked(address));
  }

  function replace(byId: ReadonlyMap<number, Entry>): void {
    const renew = (entry: Entry): Entry => byId.get(entry.id) ?? entry;
    const now = stored.peek();
    head.value = head.peek().map(renew);
    if (!now) return;
    const pages = [...now.pages].map(([page, entries]): [number, Entry[]] => [page, entries.map(renew)]);
    stored.value = { ...now, pages: new Map(pages) };
  }

  function locate(row: number): [page: number, index: number] {
    const below = row - head.value.length;
    return [Math.floor(below / pageSize), below % pageSize];
  }

  effect(() => {
    const toAddress = address();
    untracked(() => {
      failure.value = undefined;
      void load(toAddress);
    });
  });
  addEventListener('online', () => failure.value?.status === 0 && again());

  return {
    count: computed(() => stored.value && head.value.length + stored.value.total),
    failure,
    isLoading,
    version,
    refresh,
    at: (row) => {
      if (row < head.value.length) return head.value[row];
      const [page, index] = locate(row);
      return stored.value?.pages.get(page)?.[index];
    },
    rowOf: (id) => {
      const inHead = head.value.findIndex((entry) => entry.id === id);
      if (inHead >= 0) return inHead;
      for (const [page, entries] of stored.value?.pages ?? []) {
        const index = entries.findIndex((entry) => entry.id === id);
        if (index >= 0) return head.value.length + page * pageSize + index;
      }
      return -1;
    },
    newestId: () => head.peek()[0]?.id ?? (stored.peek()?.before ?? 1) - 1,
    want: (from, to) => {
      const now = stored.peek();
      if (!now || isLoading.peek()) return;
      const first = Math.max(0, locate(from)[0]);
      const last = Math.min(locate(to)[0], Math.ceil(now.total / pageSize) - 1);
      for (const [page, request] of asked) {
        if (page >= first - 1 && page <= last + 1) continue;
        request.abort();
        asked.delete(page);
      }
      for (let page = first; page <= last; page++) {
        if (!now.pages.has(page) && !asked.has(page)) void loadPage(page, now);
      }
    },
    add: (entries) => {
      const now = stored.peek();
      if (!now) return;
      const all = merge(
        head.peek(),
        entries.filter(({ id }) => id >= now.before),
      );
      // What is older is in its page already, or will come with it.
      const older = entries.filter(({ id }) => id < now.before);
      if (older.length > 0) replace(new Map(older.map((entry) => [entry.id, entry])));
      if (all.length <= mostHead) {
        head.value = all;
        return;
      }
      const kept = all.slice(0, keptHead);
      batch(() => {
        head.value = kept;
        const before = kept.at(-1)?.id ?? now.before;
        stored.value = { ...now, before, total: now.total + all.length - kept.length, pages: new Map() };
      });
    },
    replace,
  };
}

/** Both, newest first; of two with one id the fresh one. */
function merge(head: Entry[], fresh: Entry[]): Entry[] {
  const newest = head[0]?.id ?? 0;
  const ids = fresh.map(({ id }) => id);
  const isInOrder = ids.every((id, index) => id > (ids[index - 1] ?? newest));
  if (isInOrder) return [...fresh.toReversed(), ...head];
  const byId = new Map([...head, ...fresh].map((entry) => [entry.id, entry]));
  return [...byId.values()].toSorted((one, other) => other.id - one.id);
}

function farthest(pages: Iterable<number>, from: number): number[] {
  const byDistance = [...pages].toSorted((one, other) => Math.abs(one - from) - Math.abs(other - from));
  return byDistance.slice(mostPages);
}
