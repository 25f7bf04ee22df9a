import { computed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { LoadingRows } from '@monlight/shared/ui/loading-rows.tsx';
import { useShortcuts } from '@monlight/shared/ui/shortcuts.ts';
import { FiltersBar, searchFieldId } from './filters/filters-bar.tsx';
import { allContainers } from './filters/containers-state.ts';
import { HistogramView } from './histogram/histogram-view.tsx';
import { histogram } from './histogram/histogram-state.ts';
import { ListPanel } from './list/list-panel.tsx';
import { entries } from './list/list-state.ts';
import { FirstRun } from './states/first-run.tsx';
import { SourcesBanner } from './states/sources-banner.tsx';
import { sources } from './states/sources-state.ts';
import { contextId, expand, expandedId, isFiltered, showContext, toggleLive } from './view-state.ts';
import './log-page.css';

/** The log viewer's one screen. */
export function LogPage() {
  useEffect(() => {
    document.title = 'Logs · Monlight';
  }, []);
  useShortcuts({
    '/': () => document.getElementById(searchFieldId)?.focus(),
    l: toggleLive,
    Escape: close,
  });
  if (!isSettled.value) return <Loading />;
  return (
    <>
      <h1 class="visually-hidden" tabIndex={-1}>
        Logs
      </h1>
      {isNew.value ? (
        <FirstRun />
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
    [histogram, allContainers, sources].every(
      ({ data, failure }) => data.value !== undefined || failure.value !== undefined,
    ),
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
