import { SelectField } from '@monlight/shared/ui/select-field.tsx';
import { TabLinks } from '@monlight/shared/ui/tab-links.tsx';
import { aggregationsOf } from './aggregation.ts';
import { aggregation, isGrouped } from './explorer-chart.ts';
import { explorerState, labels, metricType } from './explorer-state.ts';
import { LabelFilter } from './label-filter.tsx';

/** How to look at the metric: the aggregation, the labels, and the length of a bucket. */
export function Controls() {
  const { by, resolution } = explorerState.values.value;
  const offered = metricType.value ? aggregationsOf(metricType.value, isGrouped.value) : [];
  const keys = (labels.data.value?.labels ?? []).map(({ key }) => key);
  return (
    <div class="explorer-controls">
      <TabLinks
        label="Aggregation"
        current={aggregation.value?.name ?? ''}
        tabs={offered.map(({ name, words }) => ({ name, words, href: explorerState.href({ show: name }) }))}
      />
      <SelectField
        label="Group by"
        all="Not grouped"
        options={keys}
        value={by}
        wordsOf={(key) => `By ${key}`}
        onChange={(key) => explorerState.set({ by: key })}
      />
      <SelectField
        label="Resolution"
        all="Resolution: auto"
        options={['minute', 'hour']}
        value={resolution}
        wordsOf={(name) => `By the ${name}`}
        onChange={(chosen) => explorerState.set({ resolution: chosen })}
      />
      <LabelFilter />
    </div>
  );
}
