import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ChartColumns, ChartProperties, ChartSeries } from './chart.tsx';
import { colorOf } from './theme.ts';

/** A chart on the page. */
export interface Drawing {
  setColumns(columns: ChartColumns): void;
  end(): void;
}

const font = '11px system-ui, sans-serif';
const dayS = 86_400;

/** Draws into `host` and keeps to its width. */
export function draw(host: HTMLElement, properties: ChartProperties): Drawing {
  const arrange = properties.isStacked ? stack : (columns: ChartColumns) => columns;
  const plot = new uPlot(optionsFor(properties, host.clientWidth), arrange(properties.columns), host);
  const follow = new ResizeObserver(() => {
    if (host.clientWidth > 0) plot.setSize({ width: host.clientWidth, height: properties.heightPx });
  });
  follow.observe(host);
  return {
    setColumns: (columns) => plot.setData(arrange(columns)),
    end: () => {
      follow.disconnect();
      plot.destroy();
    },
  };
}

function optionsFor(properties: ChartProperties, width: number): uPlot.Options {
  const { heightPx, formatTime, syncKey, isWhole, isStacked, onZoom, onPoint } = properties;
  const series = isStacked ? properties.series.toReversed() : properties.series;
  const hasBars = series.some(({ kind }) => kind === 'bars');
  const ink = { stroke: colorOf('--text-faint'), font, ticks: { show: false } };
  const grid = { stroke: colorOf('--line'), width: 1 };
  return {
    width,
    height: heightPx,
    padding: [8, 4, 0, 0],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    scales: {
      x: { range: (plot, min, max) => (hasBars ? withHalfBars(plot.data[0], min, max) : [min, max]) },
      y: { range: (_plot, _min, max) => [0, niceTop(max, isWhole === true)] },
    },
    axes: [
      { ...ink, grid: { show: false }, size: 26, space: 64, values: (_plot, splits) => splits.map(timeTick(splits)) },
      {
        ...ink,
        grid,
        space: 22,
        ...(isWhole ? { incrs: wholeSteps } : {}),
        values: (_plot, splits) => splits.map((value) => series[0]?.format(value) ?? String(value)),
        size: (_plot, values) => 14 + 7 * Math.max(1, ...(values ?? []).map((text) => text.length)),
      },
    ],
    series: [
      { label: 'Time', value: (_plot, seconds) => (seconds === null ? '–' : formatTime(seconds * 1000)) },
      ...series.map(seriesFor),
    ],
    legend: { show: !onPoint },
    cursor: {
      y: false,
      points: { show: !hasBars },
      drag: { x: onZoom !== undefined, y: false, setScale: false, dist: 4 },
      ...(syncKey ? { sync: { key: syncKey } } : {}),
    },
    hooks: {
      ...(onPoint ? { setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)] } : {}),
      ...(onZoom ? { setSelect: [(plot) => zoom(plot, onZoom)] } : {}),
    },
  };
}

/** Sums from the bottom up, the highest first: uPlot paints in this order, so the lower ones cover their part. */
function stack([times, ...values]: ChartColumns): ChartColumns {
  const sums: (number | null)[][] = [];
  for (const column of values) {
    const below = sums.at(-1);
    sums.push(column.map((value, index) => (value ?? 0) + (below?.[index] ?? 0)));
  }
  return [times, ...sums.toReversed()];
}

function zoom(plot: uPlot, onZoom: (since: number, until: number) => void): void {
  const { left, width } = plot.select;
  if (width === 0) return;
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onZoom(plot.posToVal(left, 'x') * 1000, plot.posToVal(left + width, 'x') * 1000);
}

function seriesFor({ label, color, kind, format }: ChartSeries): uPlot.Series {
  const stroke = colorOf(color);
  return {
    label,
    stroke,
    width: kind === 'bars' ? 0 : 1.5,
    spanGaps: false,
    points: { show: false },
    value: (_plot, value) => (value === null ? '–' : format(value)),
    ...(kind === 'bars' ? { fill: stroke, paths: uPlot.paths.bars?.({ size: [0.75, 28], radius: 0.15 }) } : {}),
  } as uPlot.Series;
}

/** Bars stand on their time: the outer two need half a step more. */
function withHalfBars(times: ArrayLike<number>, min: number, max: number): [number, number] {
  const half = ((times[1] ?? max) - (times[0] ?? min)) / 2;
  return [min - half, max + half];
}

/** The upper end of the axis, a little above the highest value. */
function niceTop(max: number | null, isWhole: boolean): number {
  if (!max) return 1;
  return isWhole ? Math.max(Math.ceil(max * 1.05), max) : max * 1.08;
}

const wholeSteps = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const second = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' });
const minute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

function timeTick(splits: number[]): (seconds: number) => string {
  const step = (splits[1] ?? dayS) - (splits[0] ?? 0);
  return (seconds) => {
    const isMidnight = seconds % dayS === 0;
    const format = step >= dayS || isMidnight ? day : step < 60 ? second : minute;
    return format.format(seconds * 1000);
  };
}
