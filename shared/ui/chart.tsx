import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ChartSeries } from './chart-data.ts';
import type { Drawing } from './chart-drawing.ts';
import { paletteVersion } from './theme.ts';
import { zone } from './zone.ts';
import './chart.css';

export type { ChartSeries } from './chart-data.ts';

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
  /** Both ends of the axis in milliseconds; those of the columns without. */
  span?: readonly [since: number, until: number];
  /** Values are counted things: no fractions on the axis. */
  isWhole?: boolean;
  /** The axis follows the values, where they lie close together, rather than begin at zero. */
  isFitted?: boolean;
  /** A moment in words, for the legend. */
  formatTime: (ms: number) => string;
  /** Charts with the same key share their cursor. */
  syncKey?: string;
  /** Each column is a day of UTC, whatever zone is chosen. */
  isDaily?: boolean;
  /** Each series stands on the ones before it. */
  isStacked?: boolean;
  /** Called with both ends, in milliseconds, of what was dragged over. */
  onZoom?: (since: number, until: number) => void;
  /** Called with the column under the pointer, null when it leaves. The chart then has no legend of its own. */
  onPoint?: (index: number | null) => void;
}

/** A chart over time. The library that draws it is loaded when the first one appears, in kept space. */
export function Chart(properties: ChartProperties) {
  const { label, columns, series, heightPx, onPoint, span } = properties;
  const host = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | null>(null);
  // What is drawn later is drawn from what was said last.
  const newest = useRef(properties);
  newest.current = properties;

  useEffect(() => {
    let isGone = false;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const load = async (): Promise<void> => {
      try {
        const { draw } = await import('./chart-drawing.ts');
        if (!isGone && host.current) drawing.current = draw(host.current, newest);
      } catch {
        // The connection went just now; the rest of the page says so.
        if (!isGone) retry = setTimeout(() => void load(), retryMs);
      }
    };
    void load();
    return () => {
      isGone = true;
      clearTimeout(retry);
      drawing.current?.end();
      drawing.current = null;
    };
  }, [series, heightPx, paletteVersion.value, zone.value]);

  useEffect(() => drawing.current?.update(), [columns, span?.[0], span?.[1]]);

  // Before the first paint: the place is kept while the library loads.
  useLayoutEffect(() => {
    if (host.current) host.current.style.minHeight = `${heightPx + (onPoint ? 0 : legendHeightPx)}px`;
  }, [heightPx]);

  return <div ref={host} class="chart" role="img" aria-label={label} />;
}

const retryMs = 5000;
/** One line of legend under the plot. */
const legendHeightPx = 28;
