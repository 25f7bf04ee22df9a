import { computed } from '@preact/signals';
import { createResource } from '@monlight/shared/ui/resource.ts';
import type { Health, Metric, Names } from './wire.ts';

/** All metrics by name. */
export const metrics = createResource<Names>(() => 'api/metrics/names');

/** How the service is. */
export const health = createResource<Health>(() => 'health');

/** Nothing was ever sent. */
export const isNew = computed(() => metrics.data.value?.metrics.length === 0);

/** The type of a metric, as far as it is known. */
export function typeOf(name: string): Metric['type'] | undefined {
  return metrics.data.value?.metrics.find((metric) => metric.name === name)?.type;
}
