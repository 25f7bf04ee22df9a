import { useMemo } from 'preact/hooks';
import { Chart, type ChartColumns, type ChartSeries } from '@monlight/shared/ui/chart.tsx';
import { formatCount, plural } from '@monlight/shared/ui/format.ts';
import { formatUtcDay } from '@monlight/shared/ui/moment.ts';

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
  const peak = most.count > 0 ? `, most on ${formatUtcDay(most.ms)}: ${formatCount(most.count)}` : '';
  const summary = `${plural(sum, 'occurrence')} in the last 30 days${peak}`;
  return (
    <div class="month-chart">
      <h2>Last 30 days (UTC)</h2>
      <p class="print-only">{summary}</p>
      <Chart
        label={summary}
        columns={columns}
        series={series}
        heightPx={132}
        isWhole
        formatTime={formatUtcDay}
        isDaily
      />
      <details class="month-details">
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
                  <th scope="row">{formatUtcDay(ms)}</th>
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
