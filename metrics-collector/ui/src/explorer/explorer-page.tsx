import { computed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Banner } from '@monlight/shared/ui/banner.tsx';
import { FailureState } from '@monlight/shared/ui/failure-state.tsx';
import { Icon } from '@monlight/shared/ui/icon.tsx';
import { LoadingRows } from '@monlight/shared/ui/loading-rows.tsx';
import { Popover } from '@monlight/shared/ui/popover.tsx';
import { useShortcuts } from '@monlight/shared/ui/shortcuts.ts';
import { DroppedBanner } from '../dropped-banner.tsx';
import { FirstRun } from '../first-run.tsx';
import { health, isNew, metrics } from '../metrics-state.ts';
import { PeriodBar } from '../period-bar.tsx';
import { explorerChart } from './explorer-chart.ts';
import { explorerState, labels, metricAnswer, metricName, refreshExplorer } from './explorer-state.ts';
import { MetricList } from './metric-list.tsx';
import { MetricView } from './metric-view.tsx';
import './explorer-page.css';

/** Any metric, in any way that fits it. */
export function ExplorerPage() {
  useEffect(() => {
    document.title = 'Metrics · Monlight';
  }, []);
  useShortcuts({ '/': () => document.querySelector<HTMLElement>('.explorer-side input')?.focus() });
  if (!isSettled.value) return <Loading />;
  return (
    <>
      <h1 class="visually-hidden" tabIndex={-1}>
        Explorer
      </h1>
      <DroppedBanner />
      {isNew.value ? <FirstRun onFirst={refreshExplorer} /> : <Explorer />}
    </>
  );
}

/** The first answers decide what the page looks like, so it waits for them: nothing is moved later. */
const isSettled = computed(() => {
  const needed = metricName.value === '' ? [metrics, health] : [metrics, health, metricAnswer, labels];
  return needed.every(({ data, failure }) => data.value !== undefined || failure.value !== undefined);
});

function Loading() {
  return (
    <div class="panel">
      <LoadingRows count={10} />
    </div>
  );
}

function Explorer() {
  const failure = metrics.failure.value;
  if (failure && !metrics.data.value) {
    return (
      <section class="panel">
        <FailureState failure={failure} onRetry={refreshExplorer} />
      </section>
    );
  }
  const missed = metricAnswer.failure.value;
  return (
    <>
      <PeriodBar
        values={explorerState.values.value}
        href={explorerState.href}
        onChange={explorerState.set}
        onRefresh={refreshExplorer}
      />
      {missed && explorerChart.value && missed.status !== 0 && missed.status !== 400 && (
        <Banner kind="warning">
          <p>Not refreshed: {missed.detail}</p>
        </Banner>
      )}
      <div class="explorer">
        <nav class="panel explorer-side" aria-label="Metrics">
          <MetricList />
        </nav>
        <div class="explorer-choice">
          <Popover
            label="Metrics"
            buttonClass="button explorer-metric"
            button={
              <>
                <Icon name="chart" />
                <span class="visually-hidden">Metric:</span>
                <span class="explorer-metric-name">{metricName.value}</span>
              </>
            }
          >
            {(close) => <MetricList onChoose={close} />}
          </Popover>
        </div>
        <MetricView />
      </div>
    </>
  );
}
