import { FailureState } from '@monlight/shared/ui/failure-state.tsx';
import { lazy } from '@monlight/shared/ui/lazy.tsx';
import { LoadingRows } from '@monlight/shared/ui/loading-rows.tsx';
import { NoMatch } from '../states/no-match.tsx';
import { Refused } from '../states/refused.tsx';
import { LiveNotes } from '../tail/live-notes.tsx';
import { contextId, isLive } from '../view-state.ts';
import { ListToolbar } from './list-toolbar.tsx';
import { ListView } from './list-view.tsx';
import { entries } from './list-state.ts';
import './list-panel.css';

const ContextView = lazy(async () => (await import('../context/context-view.tsx')).ContextView);

/** The list with what is to be said about it; or what is around one entry, in the same place. */
export function ListPanel() {
  const context = contextId.value;
  return (
    <section class="panel list-panel" aria-label="Entries" aria-busy={entries.isLoading.value}>
      {context === null ? (
        <>
          <ListToolbar />
          <LiveNotes />
          <Rows />
        </>
      ) : (
        <ContextView key={context} id={context} />
      )}
    </section>
  );
}

function Rows() {
  const failure = entries.failure.value;
  const count = entries.count.value;
  // What the server refuses has no rows; in an outage the old ones are better than none.
  if (failure?.status === 400) return <Refused detail={failure.detail} />;
  if (failure && count === undefined) {
    return <FailureState failure={failure} onRetry={() => void entries.refresh()} />;
  }
  if (count === undefined) return <LoadingRows count={12} />;
  return count === 0 ? <NoMatch isWaiting={isLive.value} /> : <ListView />;
}
