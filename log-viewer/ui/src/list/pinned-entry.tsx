import { computed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { createResource } from '@monlight/shared/ui/resource.ts';
import type { Entry } from '../entry.ts';
import { EntryRow } from '../entry/entry-row.tsx';
import { expand, expandedId } from '../view-state.ts';
import { entries } from './list-state.ts';

/** The entry that the address names, where the list as it was read first does not have it. */
const pinnedId = computed(() => {
  const id = expandedId.value;
  return id !== null && entries.count.value !== undefined && entries.rowOf(id) < 0 ? id : null;
});
const pinned = createResource<Entry>(() => (pinnedId.value === null ? null : `api/logs/${pinnedId.value}`));

/** An entry that a link leads to, above a list that may be far from it. */
export function PinnedEntry() {
  const id = pinnedId.value;
  const entry = pinned.data.value;
  const isGone = pinned.failure.value?.status === 404;
  useEffect(() => {
    if (id !== null) document.getElementById(`entry-${id}`)?.focus({ preventScroll: true });
  }, [id, entry?.id]);
  if (id === null || (!isGone && entry?.id !== id)) return null;
  if (isGone) {
    return (
      <p class="list-note" role="status">
        Entry {id} is no longer stored: newer ones have taken its place.{' '}
        <button type="button" class="link-button" onClick={() => expand(null)}>
          Close
        </button>
      </p>
    );
  }
  return (
    <div class="pinned-entry">
      {entry && (
        <EntryRow
          entry={entry}
          isExpanded
          isActive={false}
          isTarget
          onToggle={() => expand(null)}
          onFocus={() => undefined}
        />
      )}
    </div>
  );
}
