import { computed } from '@preact/signals';
import { createResource } from '@monlight/shared/ui/resource.ts';
import { createUrlState } from '@monlight/shared/ui/url-state.ts';
import { health, metrics } from '../metrics-state.ts';
import { periodDefaults, rangeQuery, toSpan } from '../period.ts';
import { page } from '../route.ts';
import type { Dashboard } from '../wire.ts';

/** Everything that the overview's address holds. */
export const overviewState = createUrlState('', periodDefaults);

// A text, so that what is read from the server is read again only when the time has changed.
const address = computed(() =>
  page.value === 'overview'
    ? `api/dashboard?${new URLSearchParams(rangeQuery(overviewState.values.value)).toString()}`
    : null,
);

/** All that the overview shows. */
export const dashboard = createResource<Dashboard>(() => address.value);

/** Shows the span between two moments alone. */
export function zoomTo(since: number, until: number): void {
  overviewState.set(toSpan(since, until));
}

/** Reads everything on the page again. */
export function refreshOverview(): void {
  void dashboard.refresh();
  void metrics.refresh();
  void health.refresh();
}
