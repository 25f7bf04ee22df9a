import { Layout } from '@monlight/shared/ui/layout.tsx';
import { NotFound } from '@monlight/shared/ui/not-found.tsx';
import { AlertsPanel } from './alerts/alerts-panel.tsx';
import { DetailPage } from './detail/detail-page.tsx';
import { ListPage } from './list/list-page.tsx';
import { listState } from './list/list-state.ts';
import { route } from './route.ts';

/** The error tracker's pages. */
export function App() {
  return (
    <Layout service="errors" home="./" range={listState.values.value} tools={<AlertsPanel />}>
      <Page />
    </Layout>
  );
}

function Page() {
  switch (route.value.page) {
    case 'list':
      return <ListPage />;
    case 'detail':
      return <DetailPage key={route.value.id} id={route.value.id} />;
    case 'none':
      return <NotFound title="There is no such page" back={{ href: listState.href(), words: 'Back to all errors' }} />;
  }
}
