import { Layout } from '@monlight/shared/ui/layout.tsx';
import { NotFound } from '@monlight/shared/ui/not-found.tsx';
import { ExplorerPage } from './explorer/explorer-page.tsx';
import { explorerState } from './explorer/explorer-state.ts';
import { OverviewPage } from './overview/overview-page.tsx';
import { overviewState } from './overview/overview-state.ts';
import type { PeriodValues } from './period.ts';
import { page } from './route.ts';

/** The metrics collector's pages. */
export function App() {
  const time = currentTime();
  const pages = [
    { words: 'Overview', href: overviewState.href(time), isCurrent: page.value === 'overview' },
    { words: 'Explorer', href: explorerState.href(time), isCurrent: page.value === 'explorer' },
  ];
  return (
    <Layout service="metrics" home="./" range={time} pages={pages}>
      <Page />
    </Layout>
  );
}

function Page() {
  switch (page.value) {
    case 'overview':
      return <OverviewPage />;
    case 'explorer':
      return <ExplorerPage />;
    case 'none':
      return (
        <NotFound title="There is no such page" back={{ href: overviewState.href(), words: 'Back to the overview' }} />
      );
  }
}

/** What one looks at on this page is what one sees first on the other. */
function currentTime(): PeriodValues {
  const { range, since, until, refresh } = (page.value === 'explorer' ? explorerState : overviewState).values.value;
  return { range, since, until, refresh };
}
