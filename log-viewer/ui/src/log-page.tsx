import { computed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { lazy } from '@monlight/shared/ui/lazy.tsx';
import { LoadingRows } from '@monlight/shared/ui/loading-rows.tsx';
import { areSettled } from '@monlight/shared/ui/resource.ts';
import { useShortcuts } from '@monlight/shared/ui/shortcuts.ts';
import { FiltersBar, searchFieldId } from './filters/filters-bar.tsx';
import { allContainers } from './filters/containers-state.ts';
import { HistogramView } from './histogram/histogram-view.tsx';
import { histogram } from './histogram/histogram-state.ts';
import { ListPanel } from './list/list-panel.tsx';
import { entries } from './list/list-state.ts';
import { SourcesBanner } from './states/sources-banner.tsx';
import { sources } from './states/sources-state.ts';
import { refreshAll } from './refresh.ts';
import { contextId, expand, expandedId, isFiltered, showContext, toggleLive } from './view-state.ts';
import './log-page.css';

const NoEntriesYet = lazy(async () => (await import('./states/first-run.tsx')).NoEntriesYet);

/** The log viewer's one screen. */
export function LogPage() {
  useEffect(() => {
    document.title = 'Logs · Monlight';
  }, []);
  useShortcuts([
    { keys: ['/'], words: 'Search', act: () => document.getElementById(searchFieldId)?.focus() },
    { keys: ['r'], words: 'Refresh', act: refreshAll },
    { keys: ['l'], words: 'Follow new entries, or stop', act: toggleLive },
    { keys: ['Escape'], words: 'Close the entry, leave its context', act: close },
  ]);
  if (!isSettled.value) return <Loading />;
  return (
    <>
      <h1 class="visually-hidden" tabIndex={-1}>
        Logs
      </h1>
      {isNew.value ? (
        <NoEntriesYet />
      ) : (
        <>
          <SourcesBanner />
          <FiltersBar />
          <HistogramView />
          <ListPanel />
        </>
      )}
    </>
  );
}

/** The first answers decide what the page looks like, so it waits for them: nothing is moved later. */
const isSettled = computed(
  () =>
    (entries.count.value !== undefined || entries.failure.value !== undefined) &&
    areSettled(histogram, allContainers, sources),
);

/** Nothing is stored at all, whatever the filters. */
const isNew = computed(
  () =>
    entries.count.value === 0 &&
    !isFiltered.value &&
    (allContainers.data.value?.containers ?? []).every(({ log_count }) => log_count === 0),
);

/** The page's outline. */
function Loading() {
  return (
    <>
      <div class="filters-place" />
      <div class="histogram-place" />
      <div class="panel list-panel">
        <LoadingRows count={10} />
      </div>
    </>
  );
}

function close(): void {
  // The browser closes its popovers itself.
  if (document.querySelector(':popover-open')) return;
  if (contextId.peek() !== null) showContext(null);
  else if (expandedId.peek() !== null) expand(null);
}
