import { formatBucket } from '@monlight/shared/ui/bucket-words.ts';
import { formatCount } from '@monlight/shared/ui/format.ts';
import { Popover } from '@monlight/shared/ui/popover.tsx';
import { zoneName } from '@monlight/shared/ui/zone.ts';
import type { Histogram } from '../entry.ts';
import { wordOf } from '../levels.ts';
import type { HistogramBars } from './histogram-state.ts';
import { zoomTo } from './zoom.ts';

/** The histogram in figures, newest first, where each span of time can be chosen without a pointer. */
export function HistogramTable({ buckets, intervalMs, levels }: HistogramBars) {
  return (
    <Popover label="Entries over time, as a table" buttonClass="button small quiet" button="As a table">
      {(close) => (
        <table class="histogram-table">
          <thead>
            <tr>
              <th scope="col">Time ({zoneName(Date.parse(buckets.at(-1)?.bucket ?? ''))})</th>
              {levels.map((level) => (
                <th key={level} scope="col">
                  {wordOf(level)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {filled(buckets).map(({ bucket, by_level }) => (
              <tr key={bucket}>
                <th scope="row">
                  <button
                    type="button"
                    class="link-button"
                    onClick={() => {
                      close();
                      zoomTo(Date.parse(bucket), Date.parse(bucket) + intervalMs);
                    }}
                  >
                    {formatBucket(bucket, intervalMs)}
                  </button>
                </th>
                {levels.map((level) => (
                  <td key={level}>{formatCount(by_level[level])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Popover>
  );
}

function filled(buckets: Histogram['buckets']): Histogram['buckets'] {
  return buckets.filter(({ total }) => total > 0).toReversed();
}
