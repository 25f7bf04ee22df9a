import { formatMoment } from '../entry/moment.ts';
import { moment } from '../view-state.ts';
import { closeMs, goToMoment } from './moment-rows.ts';
import './marked-moment.css';

/** Which moment the marked entries are of, and the way back to them. */
export function MarkedMoment() {
  if (moment.value === null) return null;
  const iso = new Date(moment.value).toISOString();
  const words = formatMoment(iso);
  return (
    <p class="marked-moment">
      Marked:{' '}
      <time dateTime={iso} title={words}>
        {words.slice('2026-01-23 '.length)}
      </time>{' '}
      ± {closeMs / 1000} s{' '}
      <button type="button" class="link-button" onClick={() => void goToMoment()}>
        Go there
      </button>
    </p>
  );
}
