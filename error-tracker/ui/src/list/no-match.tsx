import { EmptyState } from '@monlight/shared/ui/empty-state.tsx';
import { clearFilters, isFiltered, type View, view } from './list-state.ts';

const calm: Record<View, string> = {
  open: 'No open errors',
  resolved: 'Nothing resolved yet',
  muted: 'Nothing muted',
  all: 'No errors',
};

/** An empty list: either all is well, or the filters leave nothing. */
export function NoMatch() {
  if (!isFiltered.value) return <EmptyState title={calm[view.value]} />;
  return (
    <EmptyState title="No error matches">
      <p>None of the {view.value === 'all' ? '' : `${view.value} `}errors fits all filters.</p>
      <button type="button" class="button" onClick={clearFilters}>
        Clear filters
      </button>
    </EmptyState>
  );
}
