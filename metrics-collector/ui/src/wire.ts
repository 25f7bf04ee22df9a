import type { output } from 'zod';
import type * as wire from '../../src/query/schema.ts';

/** What the overview shows. Latencies are in milliseconds, rates of errors fractions of 1, times ISO 8601 in UTC. */
export type Dashboard = output<typeof wire.DashboardAnswer>;

/** How one endpoint did. */
export type Endpoint = Dashboard['top_endpoints'][number];

/** One metric over time, apart by a label where that was asked for. */
export type MetricAnswer = output<typeof wire.TimeseriesAnswer>;

/** What a metric's points of one minute or hour come to; a counter's increase is its `sum`. */
export type Bucket = MetricAnswer['data'][number];

/** What every answer over time says about itself. */
export type Spanned = Pick<MetricAnswer, 'since' | 'until' | 'resolution'>;

/** All metrics by name. */
export type Names = output<typeof wire.Names>;

/** A metric's name and what it counts. */
export type Metric = Names['metrics'][number];

/** A metric's labels. */
export type Labels = output<typeof wire.LabelsAnswer>;

/** A label of a metric; `series` counts the label sets with that value. */
export type Label = Labels['labels'][number];

/** How the service is. */
export interface Health {
  series: number;
  max_series: number;
  dropped: number;
  dropped_by_reason: { late: number; early: number; series_limit: number };
}
