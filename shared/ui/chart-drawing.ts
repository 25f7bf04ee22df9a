import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ChartColumns, ChartProperties, ChartSeries } from './chart.tsx';
import { fittedRange, niceTop, timeTick, wholeSteps, withHalfBars } from './chart-scales.ts';
import { colorOf } from './theme.ts';
import { shift, zone } from './zone.ts';

/** A chart on the page. */
export interface Drawing {
  /** Draws the newest columns. */
  update(): void;
  end(): void;
}

/** What to draw, as it is now. */
interface Newest {
  readonly current: ChartProperties;
}

const font = '11px system-ui, sans-serif';
/** From here on a line every few pixels would be too many. */
const tallPx = 240;
const fillOpacity = 0.14;
/** Of the longest time on an axis, so that none is cut off at its ends. */
const halfTickPx = 27;

/** Draws into `host` and keeps to its width. */
export function draw(host: HTMLElement, newest: Newest): Drawing {
  const { heightPx, isStacked } = newest.current;
  const columns = (): ChartColumns => (isStacked ? stack(newest.current.columns) : newest.current.columns);
  const plot = new uPlot(optionsFor(newest, host.clientWidth), columns(), host);
  const follow = new ResizeObserver(() => {
    if (host.clientWidth > 0) plot.setSize({ width: host.clientWidth, height: heightPx });
  });
  follow.observe(host);
  return {
    update: () => plot.setData(columns()),
    end: () => {
      follow.disconnect();
      plot.destroy();
    },
  };
}

function optionsFor(newest: Newest, width: number): uPlot.Options {
  const {
    heightPx,
    formatTime,
    syncKey,
    isWhole = false,
    isFitted,
    isStacked,
    isDaily,
    onZoom,
    onPoint,
  } = newest.current;
  const series = isStacked ? newest.current.series.toReversed() : newest.current.series;
  const hasBars = series.some(({ kind }) => kind === 'bars');
  const ink = { stroke: colorOf('--text-faint'), font, ticks: { show: false } };
  const by = isDaily ? 'utc' : zone.peek();
  const grid = { stroke: colorOf('--line'), width: 1 };
  return {
    width,
    height: heightPx,
    padding: [8, halfTickPx, 0, 0],
    tzDate: (seconds) => {
      const moment = new Date(seconds * 1000);
      return by === 'utc' ? uPlot.tzDate(moment, 'Etc/UTC') : moment;
    },
    scales: {
      x: {
        range: (plot, min, max) => {
          const { span } = newest.current;
          if (span) return [span[0] / 1000, span[1] / 1000];
          return hasBars ? withHalfBars(plot.data[0], min, max) : [min, max];
        },
      },
      y: { range: (_plot, min, max) => (isFitted ? fittedRange(min, max) : [0, niceTop(max, isWhole)]) },
    },
    axes: [
      {
        ...ink,
        grid: { show: false },
        size: 26,
        space: 64,
        values: (_plot, splits) => splits.map(timeTick(splits, (ms) => shift(ms, by))),
      },
      {
        ...ink,
        grid,
        space: heightPx < tallPx ? 22 : 36,
        ...(isWhole ? { incrs: wholeSteps } : {}),
        values: (_plot, splits) => splits.map((value) => series[0]?.format(value) ?? String(value)),
        size: (_plot, values) =>
          Math.max(halfTickPx, 14 + 7 * Math.max(1, ...(values ?? []).map((text) => text.length))),
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
      ...(syncKey ? { sync: { key: syncKey, filters: { pub: isMovement } } } : {}),
    },
    hooks: {
      ...(onPoint ? { setCursor: [(plot) => newest.current.onPoint?.(plot.cursor.idx ?? null)] } : {}),
      ...(onZoom ? { setSelect: [(plot) => zoom(plot, newest)] } : {}),
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

/** The cursor is shared; what is dragged over belongs to one chart, or each would ask for it. */
function isMovement(event: string): boolean {
  return event === 'mousemove' || event === 'mouseleave';
}

function zoom(plot: uPlot, newest: Newest): void {
  const { left, width } = plot.select;
  if (width === 0) return;
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  newest.current.onZoom?.(plot.posToVal(left, 'x') * 1000, plot.posToVal(left + width, 'x') * 1000);
}

function seriesFor({ label, color, kind, format, dash }: ChartSeries): uPlot.Series {
  const stroke = colorOf(color);
  return {
    label,
    stroke,
    width: kind === 'bars' ? 0 : 1.5,
    spanGaps: false,
    points: kind === 'bars' ? { show: false } : { show: true, size: 4, fill: stroke, filter: lonely },
    value: (_plot, value) => (value === null ? '–' : format(value)),
    ...(dash ? { dash: [...dash] } : {}),
    ...(kind === 'area' ? { fill: colorOf(color, fillOpacity) } : {}),
    ...(kind === 'bars' ? { fill: stroke, paths: uPlot.paths.bars?.({ size: [0.75, 28], radius: 0.15 }) } : {}),
  } as uPlot.Series;
}

/** Values with a gap on both sides: no line leads to them, so they are dots. */
function lonely(plot: uPlot, seriesIndex: number): number[] {
  const values = plot.data[seriesIndex] ?? [];
  const found: number[] = [];
  for (let index = 0; index < values.length; index++) {
    if (values[index] != null && values[index - 1] == null && values[index + 1] == null) found.push(index);
  }
  return found;
}
