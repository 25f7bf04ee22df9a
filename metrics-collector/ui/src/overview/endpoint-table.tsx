import { signal } from '@preact/signals';
import { formatCount } from '@monlight/shared/ui/format.ts';
import { Link } from '@monlight/shared/ui/link.tsx';
import { type Column, Table } from '@monlight/shared/ui/table.tsx';
import { explorerHref } from '../explorer/explorer-state.ts';
import { labelText } from '../explorer/label-text.ts';
import { formatOf } from '../unit.ts';
import type { Endpoint } from '../wire.ts';
import { levelOf } from './error-level.ts';
import { overviewState } from './overview-state.ts';
import './endpoint-table.css';

type SortKey = 'requests' | 'avg_ms' | 'p95_ms' | 'error_rate';
interface Row extends Endpoint {
  id: number;
  /** Its part of what the first has. */
  share: number;
}

const milliseconds = formatOf('milliseconds');
const fraction = formatOf('fraction');
const sortedBy = signal<SortKey>('requests');

const columns: Column<Row>[] = [
  { name: 'endpoint', header: 'Endpoint', cell: (row) => <Name endpoint={row.endpoint} /> },
  { name: 'requests', header: 'Requests', isSortable: true, cell: (row) => <Requests {...row} /> },
  { name: 'avg_ms', header: 'Average', isSortable: true, cell: ({ avg_ms }) => orNone(avg_ms, milliseconds) },
  { name: 'p95_ms', header: 'p95', isSortable: true, cell: ({ p95_ms }) => orNone(p95_ms, milliseconds) },
  {
    name: 'error_rate',
    header: 'Errors',
    isSortable: true,
    cell: ({ error_rate }) => <span class={levelOf(error_rate)}>{orNone(error_rate, fraction)}</span>,
  },
];

/** The endpoints with the most requests, to be sorted by what one looks for. */
export function EndpointTable({ endpoints }: { endpoints: Endpoint[] }) {
  const by = sortedBy.value;
  const most = Math.max(1, ...endpoints.map(({ requests }) => requests));
  const rows = endpoints
    .map((endpoint, id): Row => ({ ...endpoint, id, share: endpoint.requests / most }))
    .toSorted((one, other) => (other[by] ?? -1) - (one[by] ?? -1));
  return (
    <section class="panel overview-list endpoint-table" aria-label="Top endpoints">
      <h2>Top endpoints</h2>
      {rows.length === 0 ? (
        <p>
          None in this period: they come from the label <code>endpoint</code>.
        </p>
      ) : (
        <Table
          caption="Endpoints with the most requests"
          columns={columns}
          rows={rows}
          nameOf={({ endpoint }) => endpoint}
          sort={{ by, direction: 'descending' }}
          onSort={(name) => (sortedBy.value = name as SortKey)}
        />
      )}
    </section>
  );
}

function Name({ endpoint }: { endpoint: string }) {
  const { range, since, until, refresh } = overviewState.values.value;
  const labels = labelText([['endpoint', endpoint]]);
  const metric = 'http_request_duration_seconds';
  return (
    <Link class="endpoint-link" href={explorerHref({ metric, labels, range, since, until, refresh })}>
      {endpoint || '(none)'}
    </Link>
  );
}

function Requests({ requests, share }: Row) {
  return (
    <>
      <span class="endpoint-count">{formatCount(requests)}</span>
      <span class="endpoint-bar" aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
    </>
  );
}

function orNone(value: number | null, format: (value: number) => string): string {
  return value === null ? '–' : format(value);
}
