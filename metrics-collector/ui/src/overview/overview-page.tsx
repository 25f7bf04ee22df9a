import { useEffect } from 'preact/hooks';
import { FailureState } from '@monlight/shared/ui/failure-state.tsx';
import { areSettled } from '@monlight/shared/ui/resource.ts';
import { SpanLinks } from '@monlight/shared/ui/span-links.tsx';
import { DroppedBanner } from '../dropped-banner.tsx';
import { NoMetricsYet } from '../no-metrics-yet.ts';
import { health, isNew, metrics } from '../metrics-state.ts';
import { rangeOf } from '../period.ts';
import { PeriodBar } from '../period-bar.tsx';
import { Cards } from './cards.tsx';
import { EndpointTable } from './endpoint-table.tsx';
import { MetricLinks } from './metric-links.tsx';
import { OverviewLoading } from './overview-loading.tsx';
import { dashboard, overviewState, refreshOverview } from './overview-state.ts';
import { RequestCharts } from './request-charts.tsx';
import './overview-page.css';

/** How the requests of a period went, with a way to every metric. */
export function OverviewPage() {
  useEffect(() => {
    document.title = 'Metrics · Monlight';
  }, []);
  // The first answers decide what the page looks like, so it waits for them: nothing is moved later.
  if (!areSettled(dashboard, metrics, health)) return <OverviewLoading />;
  return (
    <>
      <h1 class="visually-hidden" tabIndex={-1}>
        Overview
      </h1>
      <DroppedBanner />
      {isNew.value ? <NoMetricsYet onFirst={refreshOverview} /> : <Overview />}
    </>
  );
}

function Overview() {
  const failure = dashboard.failure.value;
  const answer = dashboard.data.value;
  const isRefused = failure?.status === 400;
  return (
    <>
      <PeriodBar values={overviewState.values.value} onChange={overviewState.set} onRefresh={refreshOverview} />
      <SpanLinks to={['errors', 'logs']} range={rangeOf(overviewState.values.value)} />
      {failure && (!answer || isRefused) && (
        <section class="panel">
          <FailureState failure={failure} onRetry={refreshOverview} />
        </section>
      )}
      {answer && !isRefused && (
        <div class="overview" aria-busy={dashboard.isLoading.value}>
          <Cards {...answer} />
          <RequestCharts />
          <div class="overview-lists">
            <EndpointTable endpoints={answer.top_endpoints} />
            <MetricLinks metrics={answer.top_metrics} />
          </div>
        </div>
      )}
    </>
  );
}
