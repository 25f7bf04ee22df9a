import { useSignal } from '@preact/signals';
import { AutoRefresh } from '@monlight/shared/ui/auto-refresh.tsx';
import { Icon } from '@monlight/shared/ui/icon.tsx';
import { SearchField } from '@monlight/shared/ui/search-field.tsx';
import { TimeRangePicker } from '@monlight/shared/ui/time-range-picker.tsx';
import { histogram } from '../histogram/histogram-state.ts';
import { entries } from '../list/list-state.ts';
import { refreshAll } from '../refresh.ts';
import { isAtTop } from '../tail/tail-state.ts';
import {
  allTime,
  containers,
  contextId,
  expandedId,
  filter,
  filterByRange,
  isLive,
  range,
  viewState,
} from '../view-state.ts';
import { ContainerFilter } from './container-filter.tsx';
import { SearchHelp } from './search-help.tsx';
import './filters-bar.css';

/** Id of the search field. */
export const searchFieldId = 'search';

/** Narrows the entries by words, containers, levels and time. Where it is narrow, all but the search folds away. */
export function FiltersBar() {
  const isOpen = useSignal(false);
  const { search, refresh } = viewState.values.value;
  const isReading = !isAtTop.value || expandedId.value !== null || contextId.value !== null;
  return (
    <search class="filters-bar" data-open={isOpen.value}>
      <div class="filters-search">
        <SearchField
          id={searchFieldId}
          label="Search messages"
          value={search}
          maxLength={1000}
          problem={searchProblem()}
          onSearch={(text) => filter({ search: text }, 'replace')}
        />
        <SearchHelp />
        <button
          type="button"
          class="button filters-toggle"
          aria-expanded={isOpen.value}
          onClick={() => (isOpen.value = !isOpen.value)}
        >
          <Icon name="filter" />
          Filters{foldedCount() > 0 && ` (${foldedCount()})`}
        </button>
      </div>
      <div class="filters-rest">
        <ContainerFilter />
        <TimeRangePicker range={range.value} standard={allTime} onChange={filterByRange} />
        <AutoRefresh
          step={refresh}
          onChange={(step) => viewState.set({ refresh: step }, 'replace')}
          onRefresh={refreshAll}
          isPaused={isLive.value || isReading}
        />
      </div>
    </search>
  );
}

/** How many of the filters that fold away are set. */
function foldedCount(): number {
  return Number(containers.value.length > 0) + Number(range.value.kind !== 'all');
}

/** What the server has against the search; the list and the histogram ask with the same one. */
function searchProblem(): string | undefined {
  const refused = [entries, histogram].map(({ failure }) => failure.value).find((failure) => failure?.status === 400);
  return refused && /\b(search|q)\b/i.test(refused.detail) ? refused.detail : undefined;
}
