import { computed } from '@preact/signals';
import { createResource } from '@monlight/shared/ui/resource.ts';
import { navigate, place } from '@monlight/shared/ui/router.ts';
import type { GroupDetail } from '../group.ts';
import { route } from '../route.ts';

/** The group that the address names. */
export const group = createResource<GroupDetail>(() =>
  route.value.page === 'detail' ? `api/errors/${encodeURIComponent(route.value.id)}` : null,
);

const chosenId = computed(() => Number(new URLSearchParams(place.value.search).get('occurrence')));

/** The occurrence that is shown, by its position among the kept ones; the newest one to begin with. */
export const position = computed(() => {
  const at = group.data.value?.occurrences.findIndex(({ id }) => id === chosenId.value) ?? -1;
  return Math.max(at, 0);
});

/** Shows the occurrence at a position, if there is one. */
export function showOccurrence(at: number): void {
  const shown = group.data.peek();
  const occurrence = shown?.occurrences[at];
  if (!shown || !occurrence) return;
  const query = at === 0 ? '' : `?occurrence=${occurrence.id}`;
  navigate(`errors/${shown.id}${query}`, { replace: true });
}
