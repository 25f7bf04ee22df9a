import { Layout } from '@monlight/shared/ui/layout.tsx';
import { LogPage } from './log-page.tsx';
import { viewState } from './view-state.ts';

/** The log viewer's page. */
export function App() {
  return (
    <Layout service="logs" home="./" range={viewState.values.value}>
      <LogPage />
    </Layout>
  );
}
