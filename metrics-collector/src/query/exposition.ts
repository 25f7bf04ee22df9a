import { METRIC_TYPES } from '../metric-type.ts';
import type { LabelSet, Metric } from '../store/read/metrics.ts';
import { FIRST_SLICE, type Newest, type NewestSlice } from '../store/read/newest.ts';

/** Something that the service counts of itself. */
export interface OwnMetric {
  name: string;
  type: 'counter' | 'gauge';
  help: string;
  samples: readonly { labels: LabelSet; value: number }[];
}

export interface ExpositionOptions {
  metrics: readonly Metric[];
  readNewest: (metric: number, after: string) => Promise<NewestSlice>;
  /** What the service counts of itself. */
  own: readonly OwnMetric[];
}

/**
 * Prometheus' text exposition format, piece by piece: counters with their sum, gauges with their last value, histograms as
 * summaries of their count and sum.
 *
 * Source: https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export async function* writeExposition({ metrics, readNewest, own }: ExpositionOptions): AsyncGenerator<string> {
  let before: Family | undefined;
  for (const family of toFamilies(metrics)) {
    // Two metrics whose names become one cannot both be told, unless they are alike: then they are told as one.
    if (before?.name === family.name && before.kind !== family.kind) continue;
    let isNew = before?.name !== family.name;
    for (let after: string | null = FIRST_SLICE; after !== null; ) {
      const { series, next }: NewestSlice = await readNewest(family.metric, after);
      after = next;
      if (series.length === 0) continue;
      const lines = new Set(series.flatMap((each) => toLines(family, each)));
      yield `${isNew ? head(family.name, family.kind, family.help) : ''}${[...lines].join('')}`;
      isNew = false;
      before = family;
    }
  }
  for (const { name, type, help, samples } of own) {
    yield head(name, type, help) + samples.map(({ labels, value }) => sample(name, labels, value)).join('');
  }
}

interface Family {
  name: string;
  kind: 'counter' | 'gauge' | 'summary';
  help: string;
  metric: number;
}

const PROMETHEUS_TYPES = { counter: 'counter', gauge: 'gauge', histogram: 'summary' } as const;

/** In the order of their names, so that those of one name follow each other. */
function toFamilies(metrics: readonly Metric[]): Family[] {
  return metrics
    .map(({ id, name, type }) => {
      const named = METRIC_TYPES[type] ?? 'gauge';
      return { name: nameOf(name, named), kind: PROMETHEUS_TYPES[named], help: `${named} ${name}`, metric: id };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.metric - b.metric));
}

function toLines({ name, kind }: Family, { labels, total, points, last }: Newest): string[] {
  if (kind === 'counter') return [sample(name, labels, total)];
  if (kind === 'gauge') return [sample(name, labels, last)];
  return [sample(`${name}_sum`, labels, total), sample(`${name}_count`, labels, points)];
}

function nameOf(name: string, type: string): string {
  const valid = name.replaceAll(/[^a-zA-Z0-9_:]/g, '_').replace(/^(?=\d)/, '_');
  return type === 'counter' && !valid.endsWith('_total') ? `${valid}_total` : valid;
}

function head(name: string, type: string, help: string): string {
  const escaped = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return `# HELP ${name} ${escaped}\n# TYPE ${name} ${type}\n`;
}

function sample(name: string, labels: LabelSet, value: number): string {
  const pairs = new Map(Object.entries(labels).map(([key, text]) => [labelName(key), text]));
  const written = [...pairs].map(([key, text]) => `${key}="${escapeValue(text)}"`).join(',');
  return `${name}${written === '' ? '' : `{${written}}`} ${value}\n`;
}

function labelName(key: string): string {
  const valid = key.replaceAll(/[^a-zA-Z0-9_]/g, '_').replace(/^(?=\d)/, '_');
  // Names with two underscores in front are Prometheus' own.
  return valid.startsWith('__') ? `label${valid}` : valid;
}

function escapeValue(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
