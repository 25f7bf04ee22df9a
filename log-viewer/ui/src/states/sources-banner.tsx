import { Banner } from '@monlight/shared/ui/banner.tsx';
import { problemOf } from './sources-problem.tsx';
import { sources } from './sources-state.ts';

/** Says above the entries that are stored why no new ones come. */
export function SourcesBanner() {
  const problem = sources.data.value && problemOf(sources.data.value);
  if (!problem) return null;
  return (
    <Banner kind="warning">
      <p>
        No new entries come in. {problem.what} {problem.remedy}
      </p>
    </Banner>
  );
}
