import { formatShort, plural } from '@monlight/shared/ui/format.ts';
import { Link } from '@monlight/shared/ui/link.tsx';
import { explorerHref } from '../explorer/explorer-state.ts';
import type { Dashboard } from '../wire.ts';
import { overviewState } from './overview-state.ts';
import './metric-links.css';

/** The metrics with the most points, each leading to its own chart. */
export function MetricLinks({ metrics }: { metrics: Dashboard['top_metrics'] }) {
  const { range, since, until, refresh } = overviewState.values.value;
  return (
    <section class="panel overview-list" aria-label="Metrics">
      <h2>Metrics</h2>
      {metrics.length === 0 && <p>No points in this period.</p>}
      <ul class="metric-links">
        {metrics.map(({ name, type, count }) => (
          <li key={name}>
            <Link href={explorerHref({ metric: name, range, since, until, refresh })}>
              <span class="metric-name">{name}</span>
              <span class="muted">{type}</span>
              <span class="muted" title={plural(count, 'point')}>
                {formatShort(count)}
                <span class="visually-hidden"> points</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
