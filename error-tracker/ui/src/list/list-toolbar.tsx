import { plural } from '@monlight/shared/ui/format.ts';
import { SpanLinks } from '@monlight/shared/ui/span-links.tsx';
import { TabLinks } from '@monlight/shared/ui/tab-links.tsx';
import { act, type GroupAction, groupActions } from '../group-actions.ts';
import { groups, listState, range, refreshList, selection, type View, view, views } from './list-state.ts';

const offered: Record<View, GroupAction[]> = {
  open: ['resolve', 'mute', 'delete'],
  resolved: ['reopen', 'mute', 'delete'],
  muted: ['unmute', 'resolve', 'delete'],
  all: ['resolve', 'reopen', 'mute', 'unmute', 'delete'],
};

/** The views, and how many errors this one holds; or what can be done with the ticked ones, in the same place. */
export function ListToolbar() {
  const ids = selection.ids.value;
  const total = groups.data.value?.total;
  const tabs = (Object.keys(views) as View[]).map((name) => ({
    name,
    words: views[name].words,
    href: listState.href({ view: name, page: '1' }),
  }));
  return (
    <div class="list-toolbar">
      <TabLinks label="State" current={view.value} tabs={tabs} />
      {ids.length === 0 && <SpanLinks to={['logs', 'metrics']} range={range.value} />}
      <p role="status" class={ids.length > 0 ? '' : 'muted'}>
        {ids.length > 0 ? `${ids.length} selected` : total !== undefined && plural(total, 'error')}
      </p>
      {ids.length > 0 && <BulkActions ids={ids} />}
    </div>
  );
}

function BulkActions({ ids }: { ids: number[] }) {
  const run = async (action: GroupAction): Promise<void> => {
    if (await act(ids, action, refreshList)) selection.clear();
  };
  return (
    <div class="bulk-actions">
      {offered[view.value].map((action) => (
        <button
          key={action}
          type="button"
          class={`button small ${action === 'delete' ? 'danger' : ''}`}
          onClick={() => void run(action)}
        >
          {groupActions[action].words}
        </button>
      ))}
      <button type="button" class="button small quiet" onClick={() => selection.clear()}>
        Clear
        <span class="visually-hidden"> selection</span>
      </button>
    </div>
  );
}
