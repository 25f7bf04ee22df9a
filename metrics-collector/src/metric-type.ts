/** What a metric counts: the number is what is stored. */
export const METRIC_TYPES = ['counter', 'histogram', 'gauge'] as const;

export type MetricType = (typeof METRIC_TYPES)[number];

/** The stored number of histograms, the only ones with percentiles. */
export const HISTOGRAM = METRIC_TYPES.indexOf('histogram');
