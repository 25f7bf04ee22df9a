import { AutoRefresh } from '@monlight/shared/ui/auto-refresh.tsx';
import { SearchField } from '@monlight/shared/ui/search-field.tsx';
import { SelectField } from '@monlight/shared/ui/select-field.tsx';
import { useShortcuts } from '@monlight/shared/ui/shortcuts.ts';
import { TimeRangePicker } from '@monlight/shared/ui/time-range-picker.tsx';
import {
  allTime,
  environments,
  filter,
  filterByRange,
  listState,
  projects,
  range,
  refreshList,
  selection,
} from './list-state.ts';

const searchFieldId = 'search';

/** Narrows the list by words, project, environment and time, and keeps it fresh. */
export function FiltersBar() {
  useShortcuts([
    { keys: ['/'], words: 'Search', act: () => document.getElementById(searchFieldId)?.focus() },
    { keys: ['r'], words: 'Refresh', act: refreshList },
  ]);
  const { project, environment, search, refresh } = listState.values.value;
  return (
    <search class="filters-bar">
      <SearchField
        id={searchFieldId}
        label="Search type and message"
        value={search}
        maxLength={200}
        onSearch={(text) => filter({ search: text }, 'replace')}
      />
      <SelectField
        label="Project"
        all="All projects"
        options={projects.data.value?.projects ?? []}
        value={project}
        onChange={(chosen) => filter({ project: chosen })}
      />
      <SelectField
        label="Environment"
        all="All environments"
        options={environments.data.value?.environments ?? []}
        value={environment}
        onChange={(chosen) => filter({ environment: chosen })}
      />
      <TimeRangePicker range={range.value} standard={allTime} onChange={filterByRange} />
      <AutoRefresh
        step={refresh}
        onChange={(step) => listState.set({ refresh: step }, 'replace')}
        onRefresh={refreshList}
        isPaused={selection.ids.value.length > 0}
      />
    </search>
  );
}
