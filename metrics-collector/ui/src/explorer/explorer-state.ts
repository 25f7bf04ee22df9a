import { computed } from '@preact/signals';
import { createResource } from '@monlight/shared/ui/resource.ts';
import { createUrlState } from '@monlight/shared/ui/url-state.ts';
import { health, metrics, typeOf } from '../metrics-state.ts';
import { periodDefaults, rangeQuery, toSpan } from '../period.ts';
import { page } from '../route.ts';
import type { Labels, MetricAnswer } from '../wire.ts';
import { type LabelPair, labelText, readLabels } from './label-text.ts';

const choices = { show: '', labels: '', by: '', resolution: '' };

/** Everything that the explorer's address holds. */
export const explorerState = createUrlState('explore', { metric: '', ...choices, ...periodDefaults });

const { values } = explorerState;

/** The address of another metric: what was chosen for this one may not fit it. */
export function explorerHref(changes: Partial<typeof values.value>): string {
  return explorerState.href({ ...choices, ...changes });
}

/** The metric in the address, or one to begin with. */
export const metricName = computed(() => {
  const names = (metrics.data.value?.metrics ?? []).map(({ name }) => name);
  const usual = names.includes('http_requests_total') ? 'http_requests_total' : names[0];
  return values.value.metric || (usual ?? '');
});

/** The labels that are filtered by. */
export const chosenLabels = computed(() => readLabels(values.value.labels));

// A text, so that what is read from the server is read again only when the question has changed.
const address = computed(() => {
  if (page.value !== 'explorer' || metricName.value === '') return null;
  const { labels, by, resolution } = values.value;
  const query = new URLSearchParams({ name: metricName.value, ...rangeQuery(values.value) });
  if (['minute', 'hour'].includes(resolution)) query.set('resolution', resolution);
  if (labels) query.set('labels', labels);
  if (by) query.set('group_by', by);
  return `api/metrics?${query}`;
});

/** The metric over time. */
export const metricAnswer = createResource<MetricAnswer>(() => address.value);

const labelsAddress = computed(() =>
  page.value === 'explorer' && metricName.value !== ''
    ? `api/metrics/labels?${new URLSearchParams({ name: metricName.value }).toString()}`
    : null,
);

/** The metric's labels, with how many series have which value. */
export const labels = createResource<Labels>(() => labelsAddress.value);

/** The answer about the present metric; none while that of another one is still there. */
export const currentAnswer = computed(() => {
  const answer = metricAnswer.data.value;
  return answer?.name === metricName.value ? answer : undefined;
});

/** The present metric's type; undefined when there is no such metric. */
export const metricType = computed(() => typeOf(metricName.value) ?? currentAnswer.value?.type ?? undefined);

/** Filters by a label's value, which takes the place of another one; null takes the filter away. */
export function filterByLabel(key: string, value: string | null): void {
  const others = chosenLabels.peek().filter(([other]) => other !== key);
  const pairs: LabelPair[] = value === null ? others : [...others, [key, value]];
  explorerState.set({ labels: labelText(pairs) });
}

/** Shows the span between two moments alone. */
export function zoomTo(since: number, until: number): void {
  explorerState.set(toSpan(since, until));
}

/** Reads everything on the page again. */
export function refreshExplorer(): void {
  void metricAnswer.refresh();
  void metrics.refresh();
  void labels.refresh();
  void health.refresh();
}
