import { signal } from '@preact/signals';
import { Fragment } from 'preact';
import { formatCount } from '@monlight/shared/ui/format.ts';
import { Link } from '@monlight/shared/ui/link.tsx';
import { metrics } from '../metrics-state.ts';
import { explorerHref, metricName } from './explorer-state.ts';
import './metric-list.css';

/** Kept while one goes from metric to metric. */
const wanted = signal('');
/** More than anybody reads: one types a part of the name instead. */
const mostShown = 200;

/** All metrics, each with its type and an address of its own; words of its name find one. */
export function MetricList({ onChoose }: { onChoose?: () => void }) {
  const words = wanted.value.toLowerCase().split(/\s+/);
  const known = metrics.data.value?.metrics ?? [];
  const found = known.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  return (
    <div class="metric-list">
      <label>
        <span class="visually-hidden">Find a metric</span>
        <input
          class="input"
          type="search"
          placeholder={`Find among ${formatCount(known.length)}`}
          spellcheck={false}
          value={wanted.value}
          onInput={(event) => (wanted.value = event.currentTarget.value)}
        />
      </label>
      <ul>
        {found.slice(0, mostShown).map(({ name, type }) => (
          <li key={name}>
            <Link
              href={explorerHref({ metric: name })}
              title={name}
              aria-current={name === metricName.value ? 'true' : undefined}
              {...(onChoose ? { onClickCapture: onChoose } : {})}
            >
              <span class="metric-name">{breakable(name)}</span>
              <span class="metric-type">{type}</span>
            </Link>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="muted">No metric has a name like that.</p>}
      {found.length > mostShown && <p class="muted">And {formatCount(found.length - mostShown)} more.</p>}
    </div>
  );
}

/** A name that breaks between its words where it does not fit. */
function breakable(name: string) {
  return name.split(/(?<=[_.:/])/).map((part, index) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
