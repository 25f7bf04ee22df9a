import { useEffect } from 'preact/hooks';
import { useInterval } from '@monlight/shared/ui/auto-refresh.tsx';
import { FailureState } from '@monlight/shared/ui/failure-state.tsx';
import { lazy } from '@monlight/shared/ui/lazy.tsx';
import { LoadingRows } from '@monlight/shared/ui/loading-rows.tsx';
import { Pagination } from '@monlight/shared/ui/pagination.tsx';
import { areSettled } from '@monlight/shared/ui/resource.ts';
import { AlertsBanner } from '../alerts/alerts-banner.tsx';
import { alerts } from '../alerts/alerts-state.ts';
import type { GroupPage } from '../group.ts';
import { FiltersBar } from './filters-bar.tsx';
import { GroupTable } from './group-table.tsx';
import { groups, listState, page, pageSize, projects, refreshList } from './list-state.ts';
import { ListToolbar } from './list-toolbar.tsx';
import { NoMatch } from './no-match.tsx';
import './list-page.css';

const NoErrorsYet = lazy(async () => (await import('./first-run.tsx')).NoErrorsYet);

/** All groups: filter, sort, page, and act on several at once. */
export function ListPage() {
  useEffect(() => {
    document.title = 'Errors · Monlight';
  }, []);
  useStepBack();
  const isNew = groups.data.value?.total === 0 && projects.data.value?.projects.length === 0;
  // The first answers decide what the page looks like, so it waits for them: nothing is moved later.
  if (!areSettled(groups, projects, alerts)) return <Loading />;
  return (
    <>
      <h1 class="visually-hidden" tabIndex={-1}>
        Errors
      </h1>
      <AlertsBanner />
      {isNew ? <Waiting /> : <List />}
    </>
  );
}

/** The list's outline. */
function Loading() {
  return (
    <>
      <div class="filters-place" />
      <div class="panel">
        <div class="list-toolbar" />
        <LoadingRows count={10} />
      </div>
    </>
  );
}

/** Nothing was ever reported: look often, so that the first error shows by itself. */
function Waiting() {
  useInterval(3000, refreshList);
  return <NoErrorsYet />;
}

function List() {
  const answer = groups.data.value;
  return (
    <>
      <FiltersBar />
      <section class="panel" aria-label="List of errors">
        <ListToolbar />
        <Rows />
      </section>
      {answer && (
        <Pagination
          page={page.value}
          pageSize={pageSize}
          total={answer.total}
          hrefOf={(number) => listState.href({ page: String(number) })}
        />
      )}
    </>
  );
}

function Rows() {
  const failure = groups.failure.value;
  const answer = groups.data.value;
  // A filter that the server refuses has no rows; in an outage the old ones are better than none.
  if (failure && (!answer || failure.status === 400)) return <FailureState failure={failure} onRetry={refreshList} />;
  if (!answer) return <LoadingRows count={8} />;
  return answer.errors.length > 0 ? <GroupTable page={answer} /> : <NoMatch />;
}

/** When the last page has become empty, the one before it is what was meant. */
function useStepBack(): void {
  const answer: GroupPage | undefined = groups.data.value;
  const isBeyond = answer !== undefined && answer.errors.length === 0 && answer.total > 0 && !groups.isLoading.value;
  useEffect(() => {
    if (isBeyond) listState.set({ page: String(Math.ceil(answer.total / pageSize)) }, 'replace');
  }, [isBeyond]);
}
