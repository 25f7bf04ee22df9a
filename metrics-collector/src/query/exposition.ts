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
    yield head(name, type, help) +
      samples.map(({ labels, value }) => `${name}${writeLabels(labels)} ${value}\n`).join('');
  }
}

interface Family {
  name: string;
  kind: 'counter' | 'gauge' | 'summary';
  help: string;
  metric: number;
}

/** What is left as it is; names with two underscores in front are Prometheus' own. */
const VALID_LABEL_NAME = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/;

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
  const written = writeLabels(labels);
  if (kind === 'counter') return [`${name}${written} ${total}\n`];
  if (kind === 'gauge') return [`${name}${written} ${last}\n`];
  return [`${name}_sum${written} ${total}\n`, `${name}_count${written} ${points}\n`];
}

function nameOf(name: string, type: string): string {
  const valid = name.replaceAll(/[^a-zA-Z0-9_:]/g, '_').replace(/^(?=\d)/, '_');
  return type === 'counter' && !valid.endsWith('_total') ? `${valid}_total` : valid;
}

function head(name: string, type: string, help: string): string {
  const escaped = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return `# HELP ${name} ${escaped}\n# TYPE ${name} ${type}\n`;
}

/** A label set in its braces; two keys that become one are written once, with the value of the last. */
function writeLabels(labels: LabelSet): string {
  const pairs = new Map<string, string>();
  for (const key in labels) pairs.set(labelName(key), labels[key] as string);
  let written = '';
  for (const [key, value] of pairs) written += `${written === '' ? '' : ','}${key}="${escapeValue(value)}"`;
  return written === '' ? '' : `{${written}}`;
}

function labelName(key: string): string {
  if (VALID_LABEL_NAME.test(key)) return key;
  const valid = key.replaceAll(/[^a-zA-Z0-9_]/g, '_').replace(/^(?=\d)/, '_');
  return valid.startsWith('__') ? `label${valid}` : valid;
}

function escapeValue(text: string): string {
  if (!/[\\"\n]/.test(text)) return text;
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
