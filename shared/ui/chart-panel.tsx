import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Chart, type ChartColumns, type ChartSeries } from './chart.tsx';
import { type ChartData, isDrawnAlike } from './chart-data.ts';
import { ChartLegend, ChartMoment } from './chart-legend.tsx';
import { ChartTable } from './chart-table.tsx';
import { ChartTools } from './chart-tools.tsx';
import { formatMoment } from './moment.ts';
import './chart-panel.css';

interface Properties {
  title: string;
  data: ChartData;
  heightPx: number;
  /** What is seen, in one sentence, for those who do not see it. */
  label: string;
  /** The beginning of the file's name. */
  fileName: string;
  /** How to read it, in small print. */
  note?: string;
  syncKey?: string;
  isWhole?: boolean;
  isFitted?: boolean;
  /** Called with both ends, in milliseconds, of what was dragged over, out to the edges of their buckets. */
  onZoom?: (since: number, until: number) => void;
  /** Stands in place of the chart when there is nothing to draw. */
  children?: ComponentChildren;
}

/** A chart with its legend; the same as a table, and as a file. */
export function ChartPanel(properties: Properties) {
  const { title, data, heightPx, label, fileName, note, syncKey, isWhole, isFitted, onZoom, children } = properties;
  const pointed = useSignal<number | null>(null);
  const isTable = useSignal(false);
  const chosen = useSignal<ReadonlySet<string>>(new Set());

  const all = data.lines;
  const alone = all.filter((line) => chosen.value.has(line.label));
  const lines = alone.length > 0 ? alone : all;
  const series = useSameSeries(lines);
  const hasBars = lines.some(({ kind }) => kind === 'bars');
  const columns = useMemo<ChartColumns>(() => {
    // Bars stand in the middle of their bucket.
    const shiftMs = hasBars ? data.stepMs / 2 : 0;
    return [data.times.map((ms) => (ms + shiftMs) / 1000), ...lines.map(({ values }) => values)];
  }, [data, series]);

  // The chart is another one then, and no pointer has been seen over it.
  useEffect(() => void (pointed.value = null), [series, isTable.value]);

  const toggle = (name: string): void => {
    const next = new Set(alone.map((line) => line.label));
    if (!next.delete(name)) next.add(name);
    chosen.value = next.size === all.length ? new Set() : next;
  };

  return (
    <section class="panel chart-panel" aria-label={title}>
      <div class="chart-panel-head">
        <h2>{title}</h2>
        <p class="muted">
          <ChartMoment data={data} pointed={pointed} />
        </p>
        {!children && <ChartTools title={title} data={data} fileName={fileName} isTable={isTable} />}
      </div>
      {children && (
        <div class="chart-panel-empty" style={{ minHeight: `${heightPx}px` }}>
          {children}
        </div>
      )}
      {!children && isTable.value && (
        <ChartTable label={`${title}, as a table`} data={{ ...data, lines }} heightPx={heightPx} />
      )}
      {!children && !isTable.value && (
        <Chart
          label={label}
          columns={columns}
          series={series}
          heightPx={heightPx}
          span={hasBars ? wholeSpan(data) : data.span}
          formatTime={(ms) => formatMoment(ms)}
          onPoint={(index) => (pointed.value = index)}
          {...(syncKey ? { syncKey } : {})}
          {...(isWhole ? { isWhole } : {})}
          {...(isFitted ? { isFitted } : {})}
          {...(onZoom ? { onZoom: (from, to) => onZoom(...toEdges(data, from, to)) } : {})}
        />
      )}
      <ChartLegend data={data} pointed={pointed} chosen={new Set(alone.map((line) => line.label))} onToggle={toggle} />
      {note && <p class="chart-panel-note">{note}</p>}
    </section>
  );
}

/** The list of before, as long as it would be drawn alike: another one draws the chart anew. */
function useSameSeries(series: ChartSeries[]): ChartSeries[] {
  const kept = useRef(series);
  if (!isDrawnAlike(kept.current, series)) kept.current = series;
  return kept.current;
}

/** Out to the end of the newest bar, that of a bucket which may not be over. */
function wholeSpan({ times, stepMs, span: [since, until] }: ChartData): [since: number, until: number] {
  return [since, Math.max(until, (times.at(-1) ?? 0) + stepMs)];
}

function toEdges({ stepMs }: ChartData, from: number, to: number): [since: number, until: number] {
  return [Math.floor(from / stepMs) * stepMs, Math.ceil(to / stepMs) * stepMs];
}
