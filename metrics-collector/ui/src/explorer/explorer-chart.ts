import { computed } from '@preact/signals';
import type { ChartData, ChartLine } from '@monlight/shared/ui/chart-data.ts';
import { percentileStyleOf, restStyle, styleOf } from '../colors.ts';
import { columnOf, type Grid, gridOf, shortened } from '../grid.ts';
import { rangeOf } from '../period.ts';
import { formatOf, type Unit, unitNames, unitOf } from '../unit.ts';
import type { MetricAnswer } from '../wire.ts';
import { aggregationOf } from './aggregation.ts';
import { currentAnswer, explorerState, metricName, metricType } from './explorer-state.ts';

/** True when the metric is to be shown apart by a label. */
export const isGrouped = computed(() => explorerState.values.value.by !== '');

/** How the metric is looked at. */
export const aggregation = computed(() =>
  metricType.value ? aggregationOf(metricType.value, isGrouped.value, explorerState.values.value.show) : null,
);

const grid = computed<Grid | null>(() => {
  const answer = currentAnswer.value;
  if (!answer) return null;
  const whole = gridOf(answer);
  const isCustom = rangeOf(explorerState.values.value).kind === 'custom';
  return isCustom ? whole : shortened(whole, answer.data);
});

/** True when the chart begins later than the period, because there is nothing before. */
export const isShortened = computed(() => grid.value?.isShortened ?? false);

/** What is drawn. Where nothing was sent there is a gap: nothing is known about that time. */
export const explorerChart = computed<ChartData | null>(() => {
  const [answer, chosen, over] = [currentAnswer.value, aggregation.value, grid.value];
  if (!answer || !chosen || !over) return null;
  const unit: Unit = chosen.isCount ? 'plain' : unitOf(metricName.value);
  const format = formatOf(unit, chosen.per);
  const groups = groupsOf(answer, explorerState.values.value.by);
  const isAlone = groups.length === 1;
  const lines = groups.flatMap(({ label, data, style }, group) =>
    chosen.parts.map((part, index): ChartLine => {
      const values = columnOf(over, data, (bucket, ms) => part.valueOf(bucket, over, ms));
      // Areas and bars hide each other.
      const kind = isAlone || chosen.kind === 'line' ? chosen.kind : 'line';
      const own = chosen.parts.length > 1 ? percentileStyleOf(index) : styleOf(group);
      return { label: label ?? part.label, kind, format, values, ...(style ?? own) };
    }),
  );
  return { ...over, lines, unit: [unitNames[unit], chosen.per].join('') };
});

interface Group {
  /** None for the metric as a whole. */
  label?: string;
  data: MetricAnswer['data'];
  style?: ReturnType<typeof styleOf>;
}

function groupsOf({ data, series }: MetricAnswer, by: string): Group[] {
  if (by === '' || !series) return [{ data }];
  return series.map(({ labels, data: rows, is_other }) =>
    is_other ? { label: 'All others', data: rows, style: restStyle } : { label: labels[by] || `no ${by}`, data: rows },
  );
}
