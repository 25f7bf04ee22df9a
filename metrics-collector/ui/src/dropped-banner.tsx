import { signal } from '@preact/signals';
import { Banner } from '@monlight/shared/ui/banner.tsx';
import { formatCount, plural } from '@monlight/shared/ui/format.ts';
import { health } from './metrics-state.ts';
import type { Health } from './wire.ts';
import './dropped-banner.css';

/** How many had been dropped when somebody said that they know. */
const known = signal(0);

/** Says that points were left out, why, and what to do about it, until more than somebody knows of are. */
export function DroppedBanner() {
  const state = health.data.value;
  if (!state || state.dropped <= known.value) return null;
  return (
    <Banner kind="warning">
      <div>
        <p>
          <strong>{plural(state.dropped, 'point was', 'points were')} left out.</strong>
        </p>
        {reasonsOf(state).map((reason) => (
          <p key={reason}>{reason}</p>
        ))}
      </div>
      <button type="button" class="button small quiet dropped-hide" onClick={() => (known.value = state.dropped)}>
        Hide
      </button>
    </Banner>
  );
}

function reasonsOf({ dropped_by_reason: { late, early, series_limit }, series, max_series }: Health): string[] {
  const reasons: string[] = [];
  if (series_limit > 0) {
    reasons.push(
      `${formatCount(series_limit)} of new series: ${formatCount(series)} of ${formatCount(max_series)} are in use. Send labels with fewer different values (no ids, no full URLs), or raise MAX_SERIES.`,
    );
  }
  if (late > 0) {
    reasons.push(
      `${formatCount(late)} too old. Send points sooner, check that sender’s clock, or raise RETENTION_RAW.`,
    );
  }
  if (early > 0) reasons.push(`${formatCount(early)} more than 5 minutes in the future. Set the sender’s clock.`);
  return reasons;
}
