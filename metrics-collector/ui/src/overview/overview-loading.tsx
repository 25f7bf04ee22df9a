import { LoadingRows } from '@monlight/shared/ui/loading-rows.tsx';

/** The overview's outline. */
export function OverviewLoading() {
  return (
    <div class="panel">
      <LoadingRows count={10} />
    </div>
  );
}
