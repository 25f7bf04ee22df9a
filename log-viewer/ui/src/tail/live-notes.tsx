import { plural } from '@monlight/shared/ui/format.ts';
import { dropped, recover, retryTail, tailState } from './tail-state.ts';

/** What a person must know about the live tail: that it is refused, or that it left entries out. */
export function LiveNotes() {
  const state = tailState.value;
  return (
    <div role="status">
      {state?.kind === 'refused' && (
        <p class="live-note">
          The live tail was refused: {asSentence(state.detail)} It tries again every 15 seconds.{' '}
          <button type="button" class="link-button" onClick={retryTail}>
            Try now
          </button>
        </p>
      )}
      {dropped.value > 0 && (
        <p class="live-note">
          {plural(dropped.value, 'entry', 'entries')} came too fast to be shown here. They are stored.{' '}
          <button type="button" class="link-button" onClick={recover}>
            Read the list again
          </button>
        </p>
      )}
    </div>
  );
}

function asSentence(detail: string): string {
  return detail.endsWith('.') ? detail : `${detail}.`;
}
