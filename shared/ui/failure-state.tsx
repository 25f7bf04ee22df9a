import type { Failure } from './answer.ts';
import { EmptyState } from './empty-state.tsx';

/** A request failed and there is nothing older to show. */
export function FailureState({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  return (
    <EmptyState title={failure.status === 0 ? 'No connection' : 'That did not work'}>
      <p role="alert">{failure.detail}</p>
      {failure.retryAfter !== null && <p>Trying again in {failure.retryAfter} s.</p>}
      <button type="button" class="button" onClick={onRetry}>
        Try again
      </button>
    </EmptyState>
  );
}
