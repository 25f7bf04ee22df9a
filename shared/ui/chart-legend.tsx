import type { ReadonlySignal } from '@preact/signals';
import { formatBucketIn } from './bucket-words.ts';
import { type ChartData, newestIndex } from './chart-data.ts';
import './chart-legend.css';

interface Properties {
  data: ChartData;
  /** The bucket under the cursor. */
  pointed: ReadonlySignal<number | null>;
  /** Labels of the lines that are shown alone; none stands for all. */
  chosen: ReadonlySet<string>;
  onToggle: (label: string) => void;
}

/** What each line is and its value under the cursor, or the newest one. A line can be shown alone. */
export function ChartLegend({ data, pointed, chosen, onToggle }: Properties) {
  const index = pointed.value ?? newestIndex(data);
  return (
    <ul class={`chart-legend ${data.lines.length > fewLines ? 'many' : ''}`}>
      {data.lines.map(({ label, color, dash, format, values }) => {
        const value = index === null ? null : values[index];
        return (
          <li key={label}>
            <button type="button" aria-pressed={chosen.has(label)} title={label} onClick={() => onToggle(label)}>
              <svg width="14" height="4" aria-hidden="true">
                <path
                  d="M0 2h14"
                  style={{ stroke: `var(${color})` }}
                  stroke-width="3"
                  stroke-dasharray={dash?.join(' ')}
                />
              </svg>
              <span class="chart-legend-label">{label}</span>
              <span class="chart-legend-value">{value == null ? '–' : format(value)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

const fewLines = 4;

/** Which bucket the legend tells the values of. */
export function ChartMoment({ data, pointed }: Pick<Properties, 'data' | 'pointed'>) {
  const index = pointed.value ?? newestIndex(data);
  const start = index === null ? undefined : data.times[index];
  if (start === undefined) return null;
  return (
    <>
      {pointed.value === null && 'Latest: '}
      {formatBucketIn(start, data.stepMs)}
    </>
  );
}
