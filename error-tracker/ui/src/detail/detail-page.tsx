import { useEffect } from 'preact/hooks';
import { FailureState } from '@monlight/shared/ui/failure-state.tsx';
import { Icon } from '@monlight/shared/ui/icon.tsx';
import { Link } from '@monlight/shared/ui/link.tsx';
import { LoadingRows } from '@monlight/shared/ui/loading-rows.tsx';
import { NotFound } from '@monlight/shared/ui/not-found.tsx';
import type { GroupDetail } from '../group.ts';
import { listState } from '../list/list-state.ts';
import { group } from './detail-state.ts';
import { GroupHead } from './group-head.tsx';
import { GroupSummary } from './group-summary.tsx';
import { Occurrences } from './occurrences.tsx';
import './detail-page.css';

/** Everything about one group. `id` is what the address says. */
export function DetailPage({ id }: { id: string }) {
  const failure = group.failure.value;
  const shown = group.data.value;
  // What was read last may be another group, from the page before.
  const isThis = shown !== undefined && String(shown.id) === id;
  if (failure?.status === 404) {
    return (
      <NotFound
        title="There is no such error"
        text="It was deleted, or it was resolved and its time of keeping is over."
        back={{ href: listState.href(), words: 'Back to all errors' }}
      />
    );
  }
  return (
    <>
      <Link class="back" href={listState.href()}>
        <Icon name="back" /> All errors
      </Link>
      {isThis && <Group shown={shown} />}
      {!isThis && failure && <FailureState failure={failure} onRetry={() => void group.refresh()} />}
      {!isThis && !failure && <LoadingRows count={6} />}
    </>
  );
}

function Group({ shown }: { shown: GroupDetail }) {
  useEffect(() => {
    document.title = `${shown.exception_type}: ${shown.message.slice(0, 80)} · Monlight`;
  }, [shown]);
  return (
    <>
      <GroupHead group={shown} />
      <GroupSummary group={shown} />
      <Occurrences group={shown} />
    </>
  );
}
