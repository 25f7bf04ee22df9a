import { useEffect } from 'preact/hooks';
import { FailureState } from '@monlight/shared/ui/failure-state.tsx';
import { Icon } from '@monlight/shared/ui/icon.tsx';
import { LoadingRows } from '@monlight/shared/ui/loading-rows.tsx';
import { Popover } from '@monlight/shared/ui/popover.tsx';
import { areSettled } from '@monlight/shared/ui/resource.ts';
import { useShortcuts } from '@monlight/shared/ui/shortcuts.ts';
import { DroppedBanner } from '../dropped-banner.tsx';
import { NoMetricsYet } from '../no-metrics-yet.ts';
import { health, isNew, metrics } from '../metrics-state.ts';
import { PeriodBar } from '../period-bar.tsx';
import { explorerState, labels, metricAnswer, metricName, refreshExplorer } from './explorer-state.ts';
import { MetricList } from './metric-list.tsx';
import { MetricView } from './metric-view.tsx';
import './explorer-page.css';

/** Any metric, in any way that fits it. */
export function ExplorerPage() {
  useEffect(() => {
    document.title = 'Metrics · Monlight';
  }, []);
  useShortcuts([
    {
      keys: ['/'],
      words: 'Find a metric',
      act: () => document.querySelector<HTMLElement>('.explorer-side input')?.focus(),
    },
  ]);
  // The first answers decide what the page looks like, so it waits for them: nothing is moved later.
  if (!areSettled(metrics, health, ...(metricName.value === '' ? [] : [metricAnswer, labels]))) return <Loading />;
  return (
    <>
      <h1 class="visually-hidden" tabIndex={-1}>
        Explorer
      </h1>
      <DroppedBanner />
      {isNew.value ? <NoMetricsYet onFirst={refreshExplorer} /> : <Explorer />}
    </>
  );
}

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
  return (
    <>
      <PeriodBar values={explorerState.values.value} onChange={explorerState.set} onRefresh={refreshExplorer} />
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
