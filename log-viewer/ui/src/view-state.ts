import { computed } from '@preact/signals';
import { fromSearch, toSearch } from '@monlight/shared/ui/query-string.ts';
import { boundsOf, type TimeRange, toMoment, toParams, toRange } from '@monlight/shared/ui/time-range.ts';
import { createUrlState } from '@monlight/shared/ui/url-state.ts';
import type { Level } from '../../src/level.ts';
import { toLevels, toLevelText } from './levels.ts';

const filters = { search: '', container: '', level: '', range: '', since: '', until: '' };
/** What the page shows where its address names no range. */
export const allTime: TimeRange = { kind: 'all' };

/** Everything that the page's address holds. */
export const viewState = createUrlState('', {
  ...filters,
  /** Id of the entry that is expanded. */
  entry: '',
  /** Id of the entry whose surroundings are shown. */
  context: '',
  /** A moment whose entries are marked. */
  at: '',
  live: '',
  refresh: '30s',
});

const { values } = viewState;

// A text, so that what is read from the server is read again only when a filter has changed.
const filterText = computed(() => {
  const { entry: _entry, context: _context, at: _at, live: _live, refresh: _refresh, ...chosen } = values.value;
  return toSearch(chosen, filters);
});

/** The time range in the address. */
export const range = computed(() => toRange(values.value, allTime));
/** Names of the chosen containers; none stands for all. */
export const containers = computed(() => values.value.container.split(',').filter(Boolean));
/** The chosen levels; none stands for all. */
export const chosenLevels = computed(() => toLevels(values.value.level));
/** Whether new entries are followed. */
export const isLive = computed(() => values.value.live === '1');
/** Id of the expanded entry. */
export const expandedId = computed(() => toId(values.value.entry));
/** Id of the entry whose surroundings are shown. */
export const contextId = computed(() => toId(values.value.context));
/** The moment whose entries are marked, in milliseconds. */
export const moment = computed(() => toMoment(values.value.at));
/** True when anything narrows the list. */
export const isFiltered = computed(() => filterText.value !== '');

function toId(text: string): number | null {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}

/** Changes filters. What was expanded belongs to another list then. */
export function filter(changes: Partial<typeof filters>, how: 'push' | 'replace' = 'push'): void {
  viewState.set({ entry: '', context: '', ...changes }, how);
}

/** Shows another span of time, for which a marked moment means nothing. One that has an end ends the live tail. */
export function filterByRange(chosen: TimeRange): void {
  const isOpen = chosen.kind !== 'custom' || chosen.until === null;
  viewState.set({ entry: '', context: '', at: '', ...toParams(chosen, allTime), ...(isOpen ? {} : { live: '' }) });
}

/** Takes one level in or out. */
export function toggleLevel(level: Level): void {
  const chosen = chosenLevels.peek();
  const next = chosen.includes(level) ? chosen.filter((other) => other !== level) : [...chosen, level];
  filter({ level: toLevelText(next) });
}

/** Takes one container in or out. */
export function toggleContainer(name: string): void {
  const chosen = containers.peek();
  const next = chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name];
  filter({ container: next.join(',') });
}

/** Takes back every filter. */
export function clearFilters(): void {
  viewState.set({ entry: '', context: '', at: '', ...filters });
}

/** Expands an entry, or closes it with null. */
export function expand(id: number | null): void {
  viewState.set({ entry: id === null ? '' : String(id) }, 'replace');
}

/** Shows what is around an entry, or with null the list again. */
export function showContext(id: number | null): void {
  viewState.set({ context: id === null ? '' : String(id) });
}

/** Starts or ends following what is new; a time range with an end makes way. */
export function toggleLive(): void {
  const hasEnd = range.peek().kind === 'custom' && values.peek().until !== '';
  if (isLive.peek()) viewState.set({ live: '' });
  else viewState.set({ live: '1', context: '', at: '', ...(hasEnd ? toParams(allTime, allTime) : {}) });
}

/** The chosen filters as the server takes them; without levels, to count by them, or without time, to follow. */
export function filterQuery({ hasLevels = true, hasTime = true } = {}): URLSearchParams {
  const query = new URLSearchParams();
  const { search, container, level, ...time } = fromSearch(filterText.value, filters);
  const levelText = toLevelText(toLevels(level));
  if (search) query.set('search', search);
  if (container) query.set('container', container);
  if (hasLevels && levelText) query.set('level', levelText);
  if (!hasTime) return query;
  const { since, until } = boundsOf(toRange(time, allTime), Date.now());
  if (since !== null) query.set('since', new Date(since).toISOString());
  if (until !== null) query.set('until', new Date(until).toISOString());
  return query;
}

/** An address with the chosen filters and more parameters. */
export function filteredAddress(
  path: string,
  query: URLSearchParams,
  more: Record<string, string | number> = {},
): string {
  const all = new URLSearchParams(query);
  for (const [name, value] of Object.entries(more)) all.set(name, String(value));
  return all.size === 0 ? path : `${path}?${all}`;
}
