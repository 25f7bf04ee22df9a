import { formatShort, plural } from '@monlight/shared/ui/format.ts';
import { Link } from '@monlight/shared/ui/link.tsx';
import { RelativeTime } from '@monlight/shared/ui/relative-time.tsx';
import { Sparkline } from '@monlight/shared/ui/sparkline.tsx';
import { type Column, Table } from '@monlight/shared/ui/table.tsx';
import type { Group, GroupPage } from '../group.ts';
import { GroupBadges } from '../group-badges.tsx';
import { groups, listState, selection, sortedBy, view } from './list-state.ts';
import './group-table.css';

const columns: Column<Group>[] = [
  { name: 'error', header: 'Error', cell: (group) => <Name group={group} /> },
  { name: 'trend', header: 'Last 24 hours', cell: ({ trend }) => <Trend trend={trend} /> },
  { name: 'count', header: 'Count', isSortable: true, cell: ({ count }) => <Count count={count} /> },
  {
    name: 'first_seen',
    header: 'First seen',
    isSortable: true,
    cell: (group) => <RelativeTime iso={group.first_seen} />,
  },
  { name: 'last_seen', header: 'Last seen', isSortable: true, cell: (group) => <RelativeTime iso={group.last_seen} /> },
];

/** One page of groups. The server sorts, newest or most first. */
export function GroupTable({ page }: { page: GroupPage }) {
  return (
    <div class="group-table">
      <Table
        caption={`Errors, ${view.value}`}
        columns={columns}
        rows={page.errors}
        nameOf={({ exception_type, message }) => `${exception_type}: ${message.slice(0, 80)}`}
        sort={{ by: sortedBy.value, direction: 'descending' }}
        onSort={(sort) => listState.set({ sort, page: '1' })}
        selection={selection}
        isStale={groups.isLoading.value}
      />
    </div>
  );
}

function Name({ group }: { group: Group }) {
  return (
    <>
      <Link id={`error-${group.id}`} class="group-link" href={`errors/${group.id}`}>
        <span class="group-type">{group.exception_type}</span>
        {group.message && <span class="group-message"> {group.message}</span>}
      </Link>
      <p class="group-facts">
        <GroupBadges group={group} hidesOpen />
        {group.request_url && <span class="group-url">{group.request_url}</span>}
      </p>
    </>
  );
}

function Trend({ trend }: { trend: number[] }) {
  const sum = trend.reduce((total, count) => total + count, 0);
  return <Sparkline values={trend} label={`${plural(sum, 'occurrence')} in the last 24 hours`} />;
}

function Count({ count }: { count: number }) {
  return <span title={plural(count, 'occurrence')}>{formatShort(count)}</span>;
}
