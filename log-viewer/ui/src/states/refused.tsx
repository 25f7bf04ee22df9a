import { EmptyState } from '@monlight/shared/ui/empty-state.tsx';
import { clearFilters } from '../view-state.ts';

/** The server does not take one of the filters; the sentence names it. */
export function Refused({ detail }: { detail: string }) {
  return (
    <EmptyState title="These filters do not work">
      <p>{detail}</p>
      <button type="button" class="button" onClick={clearFilters}>
        Clear filters
      </button>
    </EmptyState>
  );
}
