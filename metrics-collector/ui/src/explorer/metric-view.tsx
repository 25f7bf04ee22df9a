import { Badge } from '@monlight/shared/ui/badge.tsx';
import { newestIndex } from '@monlight/shared/ui/chart-data.ts';
import { ChartPanel } from '@monlight/shared/ui/chart-panel.tsx';
import { CopyButton } from '@monlight/shared/ui/copy-button.tsx';
import { FailureState } from '@monlight/shared/ui/failure-state.tsx';
import { SpanLinks } from '@monlight/shared/ui/span-links.tsx';
import { summaryOf } from '../chart-words.ts';
import { rangeOf } from '../period.ts';
import { Controls } from './controls.tsx';
import { aggregation, explorerChart, isShortened } from './explorer-chart.ts';
import {
  currentAnswer,
  explorerState,
  metricAnswer,
  metricName,
  metricType,
  refreshExplorer,
  zoomTo,
} from './explorer-state.ts';
import { NoMatch } from './no-match.tsx';

const heightPx = 340;

/** One metric over time. */
export function MetricView() {
  return (
    <div class="metric-view">
      <div class="metric-head">
        <h2>{metricName.value}</h2>
        {metricName.value && <CopyButton text={metricName.value} what="the metric’s name" isBare />}
        {metricType.value && <Badge>{metricType.value}</Badge>}
        <SpanLinks to={['errors', 'logs']} range={rangeOf(explorerState.values.value)} />
      </div>
      <Controls />
      <div class="metric-chart" aria-busy={metricAnswer.isLoading.value}>
        <View />
      </div>
    </div>
  );
}

function View() {
  const failure = metricAnswer.failure.value;
  const [data, shown] = [explorerChart.value, aggregation.value];
  // What the server refuses has no chart; in an outage the old one is better than none.
  if (failure && (!data || failure.status === 400)) {
    return (
      <section class="panel">
        <FailureState failure={failure} onRetry={refreshExplorer} />
      </section>
    );
  }
  if (currentAnswer.value && metricType.value === undefined) return <NoMatch />;
  if (!data || !shown) return <section class="panel metric-place" aria-label="Loading" />;
  if (newestIndex(data) === null) return <NoMatch />;
  const { by } = explorerState.values.value;
  const words = shown.kind === 'bars' ? `${shown.words} per ${currentAnswer.value?.resolution}` : shown.words;
  const title = by ? `${words} by ${by}` : words;
  return (
    <ChartPanel
      title={title}
      fileName={`${metricName.value}-${shown.name}`}
      label={summaryOf(`${metricName.value}: ${title}`, data)}
      data={data}
      heightPx={heightPx}
      onZoom={zoomTo}
      isFitted={metricType.value === 'gauge'}
      note={`${isShortened.value ? 'Before this, there was none in this period. ' : ''}A gap is a time without points. Drag over the chart to look at a part of it, with its errors and logs.`}
    />
  );
}
