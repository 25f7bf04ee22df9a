import { formatMoment } from '../entry/moment.ts';
import { moment } from '../view-state.ts';
import { closeMs, goToMoment } from './moment-rows.ts';
import './marked-moment.css';

/** Which moment the marked entries are of, and the way back to them. */
export function MarkedMoment() {
  if (moment.value === null) return null;
  return (
    <p class="marked-moment">
      Marked: within {closeMs / 1000} s of {formatMoment(new Date(moment.value).toISOString())}
      <button type="button" class="link-button" onClick={() => void goToMoment()}>
        Go there
      </button>
    </p>
  );
}
