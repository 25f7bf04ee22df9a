import { lazy } from '@monlight/shared/ui/lazy.tsx';

/** What to do while nothing was ever sent; fetched by those who need it. */
export const NoMetricsYet = lazy(async () => (await import('./first-run.tsx')).NoMetricsYet);
