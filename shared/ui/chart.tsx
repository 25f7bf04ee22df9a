import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Drawing } from './chart-drawing.ts';
import { paletteVersion } from './theme.ts';
import './chart.css';

/** One line or row of bars. */
export interface ChartSeries {
  label: string;
  /** A colour token, as in `--chart-1`. */
  color: string;
  kind: 'line' | 'bars';
  /** A value in words, for the legend and the axis. */
  format: (value: number) => string;
}

/** Columns as uPlot takes them: times in seconds, then one column a series; null is a gap. */
export type ChartColumns = [times: number[], ...values: (number | null)[][]];

/** What a chart shows. */
export interface ChartProperties {
  /** What is seen, in one sentence, for those who do not see it. */
  label: string;
  columns: ChartColumns;
  /** The same array from render to render: another one draws the chart anew. */
  series: ChartSeries[];
  heightPx: number;
  /** Values are counted things: no fractions on the axis. */
  isWhole?: boolean;
  /** A moment in words, for the legend. */
  formatTime: (ms: number) => string;
  /** Charts with the same key share their cursor. */
  syncKey?: string;
}

/** A chart over time. The library that draws it is loaded when the first one appears, in kept space. */
export function Chart(properties: ChartProperties) {
  const { label, columns, series, heightPx } = properties;
  const host = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | null>(null);
  const newest = useRef(properties);
  newest.current = properties;

  useEffect(() => {
    let isGone = false;
    void import('./chart-drawing.ts').then(({ draw }) => {
      if (!isGone && host.current) drawing.current = draw(host.current, newest.current);
    });
    return () => {
      isGone = true;
      drawing.current?.end();
      drawing.current = null;
    };
  }, [series, heightPx, paletteVersion.value]);

  useEffect(() => drawing.current?.setColumns(columns), [columns]);

  // Before the first paint: the place is kept while the library loads.
  useLayoutEffect(() => {
    if (host.current) host.current.style.minHeight = `${heightPx + legendHeightPx}px`;
  }, [heightPx]);

  return <div ref={host} class="chart" role="img" aria-label={label} />;
}

/** One line of legend under the plot. */
const legendHeightPx = 28;
