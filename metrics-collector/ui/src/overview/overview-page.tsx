import { computed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Banner } from '@monlight/shared/ui/banner.tsx';
import { FailureState } from '@monlight/shared/ui/failure-state.tsx';
import { SpanLinks } from '@monlight/shared/ui/span-links.tsx';
import { DroppedBanner } from '../dropped-banner.tsx';
import { FirstRun } from '../first-run.tsx';
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
  if (!isSettled.value) return <OverviewLoading />;
  return (
    <>
      <h1 class="visually-hidden" tabIndex={-1}>
        Overview
      </h1>
      <DroppedBanner />
      {isNew.value ? <FirstRun onFirst={refreshOverview} /> : <Overview />}
    </>
  );
}

/** The first answers decide what the page looks like, so it waits for them: nothing is moved later. */
const isSettled = computed(() =>
  [dashboard, metrics, health].every(({ data, failure }) => data.value !== undefined || failure.value !== undefined),
);

function Overview() {
  const failure = dashboard.failure.value;
  const answer = dashboard.data.value;
  const isRefused = failure?.status === 400;
  return (
    <>
      <PeriodBar
        values={overviewState.values.value}
        href={overviewState.href}
        onChange={overviewState.set}
        onRefresh={refreshOverview}
      />
      <SpanLinks to={['errors', 'logs']} range={rangeOf(overviewState.values.value)} />
      {answer && failure && failure.status !== 0 && !isRefused && (
        <Banner kind="warning">
          <p>Not refreshed: {failure.detail}</p>
        </Banner>
      )}
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
