import { Layout } from '@monlight/shared/ui/layout.tsx';
import { LogPage } from './log-page.tsx';

/** The log viewer's page. */
export function App() {
  return (
    <Layout service="Logs" home="./">
      <LogPage />
    </Layout>
  );
}
