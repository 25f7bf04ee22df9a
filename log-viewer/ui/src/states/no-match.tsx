import { EmptyState } from '@monlight/shared/ui/empty-state.tsx';
import { clearFilters, filterByRange, isFiltered, range } from '../view-state.ts';

/** The filters leave nothing. */
export function NoMatch({ isWaiting }: { isWaiting: boolean }) {
  return (
    <EmptyState title="No entry matches">
      <p>None of the stored entries fits all filters.{isWaiting && ' New ones that do show here by themselves.'}</p>
      <p class="empty-state-ways">
        {range.value.kind !== 'all' && (
          <button type="button" class="button" onClick={() => filterByRange({ kind: 'all' })}>
            Look at all time
          </button>
        )}
        {isFiltered.value && (
          <button type="button" class="button" onClick={clearFilters}>
            Clear filters
          </button>
        )}
      </p>
    </EmptyState>
  );
}
