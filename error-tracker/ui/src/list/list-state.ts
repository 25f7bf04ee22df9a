import { computed } from '@preact/signals';
import { createResource } from '@monlight/shared/ui/resource.ts';
import { createSelection } from '@monlight/shared/ui/selection.ts';
import { boundsOf, type TimeRange, toParams, toRange } from '@monlight/shared/ui/time-range.ts';
import { createUrlState } from '@monlight/shared/ui/url-state.ts';
import type { GroupPage } from '../group.ts';
import { route } from '../route.ts';

/** The views of the list, with what each asks the server for. */
export const views = {
  open: { words: 'Open', query: { resolved: 'false', muted: 'false' } },
  resolved: { words: 'Resolved', query: { resolved: 'true' } },
  muted: { words: 'Muted', query: { resolved: 'all', muted: 'true' } },
  all: { words: 'All', query: { resolved: 'all' } },
} as const;

/** The name of a view. */
export type View = keyof typeof views;

/** Rows a page. */
export const pageSize = 50;

const filters = { project: '', environment: '', search: '', range: '', since: '', until: '' };
/** What the list shows where its address names no range. */
export const allTime: TimeRange = { kind: 'all' };

/** Everything that the list's address holds. */
export const listState = createUrlState('', {
  view: 'open',
  ...filters,
  sort: 'last_seen',
  page: '1',
  refresh: '30s',
});

const { values } = listState;

/** The view in the address; a name that is none counts as open. */
export const view = computed<View>(() =>
  Object.hasOwn(views, values.value.view) ? (values.value.view as View) : 'open',
);
/** What the rows are sorted by. */
export const sortedBy = computed(() => {
  const { sort } = values.value;
  return ['last_seen', 'first_seen', 'count'].includes(sort) ? sort : 'last_seen';
});
/** Counted from 1. */
export const page = computed(() => Math.max(1, Math.trunc(Number(values.value.page)) || 1));
/** The time range in the address. */
export const range = computed(() => toRange(values.value, allTime));

/** True when anything but the view narrows the list. */
export const isFiltered = computed(() =>
  Object.entries(filters).some(([name, empty]) => values.value[name as keyof typeof filters] !== empty),
);

/** Changes filters; what one filters anew begins at its first page. */
export function filter(changes: Partial<typeof values.value>, how: 'push' | 'replace' = 'push'): void {
  listState.set({ ...changes, page: '1' }, how);
}

/** Shows another span of time. */
export function filterByRange(chosen: TimeRange): void {
  filter(toParams(chosen, allTime));
}

/** Takes back every filter and keeps the view. */
export function clearFilters(): void {
  filter(filters);
}

/** The page of groups that the address asks for. */
export const groups = createResource<GroupPage>(() => (route.value.page === 'list' ? listAddress() : null));
/** Names to filter by. */
export const projects = createResource<{ projects: string[] }>(() =>
  route.value.page === 'list' ? 'api/projects' : null,
);
/** Names to filter by. */
export const environments = createResource<{ environments: string[] }>(() =>
  route.value.page === 'list' ? 'api/environments' : null,
);

function listAddress(): string {
  const { project, environment, search } = values.value;
  const { since, until } = boundsOf(range.value, Date.now());
  const query = new URLSearchParams({
    ...views[view.value].query,
    sort: sortedBy.value,
    limit: String(pageSize),
    offset: String((page.value - 1) * pageSize),
  });
  if (project) query.set('project', project);
  if (environment) query.set('environment', environment);
  if (search) query.set('search', search);
  if (since !== null) query.set('since', new Date(since).toISOString());
  if (until !== null) query.set('until', new Date(until).toISOString());
  return `api/errors?${query}`;
}

/** The rows that are ticked. */
export const selection = createSelection(computed(() => groups.data.value?.errors.map(({ id }) => id) ?? []));

/** Reads everything on the page again. */
export function refreshList(): void {
  void groups.refresh();
  void projects.refresh();
  void environments.refresh();
}
