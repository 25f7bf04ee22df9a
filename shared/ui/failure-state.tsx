import type { Failure } from './answer.ts';
import { useCountdown } from './countdown.ts';
import { EmptyState } from './empty-state.tsx';

/** A request failed and there is nothing older to show. */
export function FailureState({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  const left = useCountdown(failure.retryAfter ?? 0, failure);
  return (
    <EmptyState title={titles[failure.status] ?? 'That did not work'}>
      <p role="alert">{failure.detail}</p>
      {failure.retryAfter !== null && <p>{left > 0 ? `Trying again in ${left} s.` : 'Trying again…'}</p>}
      <button type="button" class="button" onClick={onRetry}>
        Try again
      </button>
    </EmptyState>
  );
}

const titles: Record<number, string> = { 0: 'No connection', 429: 'Too many requests' };
