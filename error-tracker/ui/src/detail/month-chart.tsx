import { useMemo } from 'preact/hooks';
import { Chart, type ChartColumns, type ChartSeries } from '@monlight/shared/ui/chart.tsx';
import { formatCount, formatDay, plural } from '@monlight/shared/ui/format.ts';

const dayMs = 86_400_000;
const series: ChartSeries[] = [{ label: 'Occurrences', color: '--chart-1', kind: 'bars', format: formatCount }];

/** Occurrences a day over the last 30 days (UTC); the same as a table for those who prefer it. */
export function MonthChart({ counts }: { counts: number[] }) {
  const days = useMemo(() => {
    const today = Math.floor(Date.now() / dayMs) * dayMs;
    return counts.map((count, index) => ({ ms: today - (counts.length - 1 - index) * dayMs, count }));
  }, [counts]);
  const columns = useMemo<ChartColumns>(
    () => [days.map(({ ms }) => ms / 1000), days.map(({ count }) => count)],
    [days],
  );
  const sum = counts.reduce((total, count) => total + count, 0);
  const most = days.reduce((best, day) => (day.count > best.count ? day : best), { ms: 0, count: 0 });
  const peak = most.count > 0 ? `, most on ${formatDay(most.ms)}: ${formatCount(most.count)}` : '';
  return (
    <div class="month-chart">
      <h2>Last 30 days</h2>
      <Chart
        label={`${plural(sum, 'occurrence')} in the last 30 days${peak}`}
        columns={columns}
        series={series}
        heightPx={132}
        isWhole
        formatTime={formatDay}
      />
      <details>
        <summary>As a table</summary>
        <div class="month-table" data-keys="" tabIndex={0} role="region" aria-label="Occurrences a day">
          <table>
            <thead>
              <tr>
                <th scope="col">Day (UTC)</th>
                <th scope="col">Occurrences</th>
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map(({ ms, count }) => (
                <tr key={ms}>
                  <th scope="row">{formatDay(ms)}</th>
                  <td>{formatCount(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </div>
  );
}
