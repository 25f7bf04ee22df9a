import { formatBucket } from './bucket-words.ts';
import type { ChartData } from './chart-data.ts';
import { formatCount } from './format.ts';
import { zoneName } from './zone.ts';
import './chart-table.css';

interface Properties {
  /** What the table shows, for assistive technology. */
  label: string;
  data: ChartData;
  /** The place of the chart, which it takes. */
  heightPx: number;
}

/** More rows than anybody reads, and fewer than a browser needs time for. */
const mostRows = 500;

/** A chart in figures, newest first, without the buckets that hold nothing. */
export function ChartTable({ label, data, heightPx }: Properties) {
  const { times, stepMs, lines } = data;
  const filled = [...times.keys()].filter((index) => lines.some(({ values }) => values[index] != null)).toReversed();
  const hidden = filled.length - mostRows;
  return (
    <div
      class="chart-table"
      style={{ height: `${heightPx}px` }}
      data-keys=""
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">Time ({zoneName(times.at(-1) ?? Date.now())})</th>
            {lines.map(({ label: name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {filled.slice(0, mostRows).map((index) => (
            <tr key={times[index]}>
              <th scope="row">{formatBucket(times[index] ?? 0, stepMs)}</th>
              {lines.map(({ label: name, values, format }) => (
                <td key={name}>{values[index] == null ? '–' : format(values[index])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {hidden > 0 && <p>{formatCount(hidden)} older rows are in the CSV file.</p>}
    </div>
  );
}
