import { formatCount } from '@monlight/shared/ui/format.ts';
import { Icon } from '@monlight/shared/ui/icon.tsx';
import { isLive, toggleLive } from '../view-state.ts';
import { resume } from './resume.ts';
import { isHeld, missed, tailState } from './tail-state.ts';
import './live-control.css';

/** Starts and ends the live tail, says how it is, and goes on after a pause. What is counted is not read out. */
export function LiveControl() {
  return (
    <div class="live-control">
      <p class="live-state" role="status">
        {isLive.value && <State />}
      </p>
      {isLive.value && isHeld.value && tailState.value?.kind === 'open' && (
        <button type="button" class="button small primary" onClick={resume}>
          <Icon name="play" />
          Resume{missed.value > 0 && `, ${formatCount(missed.value)} new`}
        </button>
      )}
      <button type="button" class="button small live-button" aria-pressed={isLive.value} onClick={toggleLive}>
        <span class="live-dot" aria-hidden="true" />
        Live
      </button>
    </div>
  );
}

function State() {
  const kind = tailState.value?.kind ?? 'connecting';
  if (kind === 'refused') return <>Not connected</>;
  if (kind === 'connecting') return <>Connecting…</>;
  return isHeld.value ? <>Paused</> : <>Following</>;
}
