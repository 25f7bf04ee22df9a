import { formatCount } from '@monlight/shared/ui/format.ts';
import { shownCount } from './cursor.ts';
import { entries } from './list-state.ts';

/** Says that the list ends before the entries do, or that a part of it could not be read. */
export function LastRow() {
  const failure = entries.failure.value;
  const total = entries.count.value ?? 0;
  if (failure && failure.status !== 400) {
    return (
      <p class="list-note" role="status">
        Not all is up to date: {failure.detail}{' '}
        <button type="button" class="link-button" onClick={() => void entries.refresh()}>
          Try again
        </button>
      </p>
    );
  }
  if (shownCount.value === total) return null;
  return (
    <p class="list-note">
      The newest {formatCount(shownCount.value)} of {formatCount(total)}: narrow the filters to see older ones.
    </p>
  );
}
