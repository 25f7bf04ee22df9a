import { EmptyState } from '@monlight/shared/ui/empty-state.tsx';
import { periodOf, rangeOf, toPeriod } from '../period.ts';
import { chosenLabels, explorerState, metricName, metricType } from './explorer-state.ts';

/** There is nothing to draw, and what may change that. */
export function NoMatch() {
  const { values, set } = explorerState;
  const isCustom = rangeOf(values.value).kind === 'custom';
  const isWhole = !isCustom && periodOf(values.value) === '30d';
  return (
    <section class="panel">
      <EmptyState title={metricType.value ? 'No points here' : 'There is no such metric'}>
        <p>
          {metricType.value
            ? `${metricName.value} has none in this time${chosenLabels.value.length > 0 ? ' with these labels' : ''}.`
            : `Nothing was ever sent as ${metricName.value}, or it is longer ago than anything is kept.`}
        </p>
        {metricType.value && (
          <p class="empty-state-ways">
            {chosenLabels.value.length > 0 && (
              <button type="button" class="button" onClick={() => set({ labels: '' })}>
                Clear filters
              </button>
            )}
            {values.value.resolution !== 'hour' && isCustom && (
              <button type="button" class="button" onClick={() => set({ resolution: 'hour' })}>
                Look by the hour
              </button>
            )}
            {!isWhole && (
              <button type="button" class="button" onClick={() => set(toPeriod('30d'))}>
                Look at 30 days
              </button>
            )}
          </p>
        )}
      </EmptyState>
    </section>
  );
}
