import { useEffect, useMemo } from 'preact/hooks';
import { Chart, type ChartColumns, type ChartSeries } from '@monlight/shared/ui/chart.tsx';
import { formatCount } from '@monlight/shared/ui/format.ts';
import { type Level, LEVELS } from '../../../src/level.ts';
import { formatMoment } from '../entry/moment.ts';
import { wordOf } from '../levels.ts';
import { summaryOf } from './bars-words.ts';
import { type HistogramBars, pointed } from './histogram-state.ts';
import { zoomTo } from './zoom.ts';

const heightPx = 104;

const seriesOf = Object.fromEntries(
  LEVELS.map((level): [Level, ChartSeries] => [
    level,
    { label: wordOf(level), color: `--level-${level.toLowerCase()}`, kind: 'bars', format: formatCount },
  ]),
) as Record<Level, ChartSeries>;

/** Bars by level over time. Dragging over some shows their span alone. */
export function Bars(drawn: HistogramBars) {
  const { buckets, intervalMs, levels } = drawn;
  const series = useMemo(() => levels.map((level) => seriesOf[level]), [levels.join()]);
  const columns = useMemo<ChartColumns>(
    () => [
      buckets.map(({ bucket }) => (Date.parse(bucket) + intervalMs / 2) / 1000),
      ...levels.map((level) => buckets.map(({ by_level }) => by_level[level])),
    ],
    [buckets, levels.join()],
  );
  // One bar alone tells nothing of how wide it is.
  const startOf = (at: number): number => Date.parse(buckets.at(at)?.bucket ?? '');
  const span: [number, number] = [startOf(0), startOf(-1) + intervalMs];
  useEffect(() => () => void (pointed.value = null), []);
  return (
    <Chart
      label={summaryOf(drawn)}
      columns={columns}
      series={series}
      heightPx={heightPx}
      span={span}
      isWhole
      isStacked
      formatTime={(ms) => formatMoment(new Date(ms).toISOString())}
      onZoom={zoomTo}
      onPoint={(index) => (pointed.value = index)}
    />
  );
}
