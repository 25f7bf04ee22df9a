import type { ComponentChildren } from 'preact';
import type { ReadonlySignal } from '@preact/signals';
import { type ChartData, newestIndex } from '@monlight/shared/ui/chart-data.ts';
import { ChartPanel } from '@monlight/shared/ui/chart-panel.tsx';
import { summaryOf } from '../chart-words.ts';
import { typeOf } from '../metrics-state.ts';
import { WhatToSend } from '../what-to-send.tsx';
import { errorChart, isShortened, latencyChart, requestChart } from './overview-charts.ts';
import { zoomTo } from './overview-state.ts';

const syncKey = 'overview';
const high = 190;
const low = 170;

const beginsLater = 'Before this, nothing was measured in this period. ';
const howToZoom = 'Drag over a chart to look at a part of it, with its errors and logs.';

/** Traffic, latency and errors, one time axis for all. */
export function RequestCharts() {
  const charts = [requestChart.value, latencyChart.value];
  const isEmpty = charts.every((data) => data === null || newestIndex(data) === null);
  if (isEmpty) return <NoRequests />;
  return (
    <>
      <Panel
        title="Requests per minute"
        fileName="requests-per-minute"
        chart={requestChart}
        heightPx={high}
        note={`${isShortened.value ? beginsLater : ''}Between requests, a time without any counts as 0. The newest value is reckoned from what has passed of its minute or hour. ${howToZoom}`}
      >
        No <code>http_requests_total</code> in this period.
      </Panel>
      <div class="overview-pair">
        <Panel title="Latency" fileName="latency" chart={latencyChart} heightPx={low}>
          No <code>http_request_duration_seconds</code> in this period.
        </Panel>
        <Panel title="Error rate" fileName="error-rate" chart={errorChart} heightPx={low}>
          No <code>http_requests_total</code> in this period.
        </Panel>
      </div>
    </>
  );
}

interface PanelProperties {
  title: string;
  fileName: string;
  chart: ReadonlySignal<ChartData | null>;
  heightPx: number;
  note?: string;
  /** Why it is empty. */
  children: ComponentChildren;
}

function Panel({ title, fileName, chart, heightPx, note, children }: PanelProperties) {
  const data = chart.value;
  if (!data) return null;
  return (
    <ChartPanel
      title={title}
      fileName={fileName}
      label={summaryOf(title, data)}
      data={data}
      heightPx={heightPx}
      syncKey={syncKey}
      onZoom={zoomTo}
      {...(note ? { note } : {})}
    >
      {newestIndex(data) === null && <p class="muted">{children}</p>}
    </ChartPanel>
  );
}

/** Neither requests nor how long they took. */
function NoRequests() {
  const wasSent = typeOf('http_requests_total') ?? typeOf('http_request_duration_seconds');
  return (
    <section class="panel overview-none" aria-label="Requests">
      <h2>{wasSent ? 'No requests in this period' : 'No requests are measured yet'}</h2>
      <WhatToSend />
    </section>
  );
}
