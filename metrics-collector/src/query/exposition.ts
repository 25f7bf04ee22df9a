import { METRIC_TYPES } from '../metric-type.ts';
import type { LabelSet } from '../store/read/metrics.ts';
import type { NewestRow } from '../store/read/newest.ts';

/** Something that the service counts of itself. */
export interface OwnMetric {
  name: string;
  type: 'counter' | 'gauge';
  help: string;
  samples: readonly { labels: LabelSet; value: number }[];
}

/**
 * Prometheus' text exposition format: counters with their sum, gauges with their last value, histograms as summaries of
 * their count and sum.
 *
 * Source: https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function createExposition() {
  const families = new Map<string, Family>();
  return {
    /** Takes a series in. */
    add: (row: NewestRow): void => addRow(families, row),
    /** Everything, with what the service counts of itself. */
    toText: (own: readonly OwnMetric[]): string => {
      const ownLines = own.map(({ name, type, help, samples }) =>
        toText(name, { type, help, lines: samples.map(({ labels, value }) => sample(name, labels, value)) }),
      );
      return [...[...families].map(([name, family]) => toText(name, family)), ...ownLines].join('');
    },
  };
}

interface Family {
  type: string;
  help: string;
  lines: string[];
}

const PROMETHEUS_TYPES = { counter: 'counter', gauge: 'gauge', histogram: 'summary' } as const;

function addRow(families: Map<string, Family>, { name, type, labels, total, points, last }: NewestRow): void {
  const named = METRIC_TYPES[type] ?? 'gauge';
  const family = nameOf(name, named);
  const kind = PROMETHEUS_TYPES[named];
  const known = families.get(family);
  // Two metrics whose names become one cannot both be told.
  if (known && known.type !== kind) return;
  const lines = known?.lines ?? [];
  if (!known) families.set(family, { type: kind, help: `${named} ${name}`, lines });
  if (named === 'counter') lines.push(sample(family, labels, total));
  else if (named === 'gauge') lines.push(sample(family, labels, last));
  else lines.push(sample(`${family}_sum`, labels, total), sample(`${family}_count`, labels, points));
}

function nameOf(name: string, type: string): string {
  const valid = name.replaceAll(/[^a-zA-Z0-9_:]/g, '_').replace(/^(?=\d)/, '_');
  return type === 'counter' && !valid.endsWith('_total') ? `${valid}_total` : valid;
}

function toText(name: string, { type, help, lines }: Family): string {
  const escaped = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return `# HELP ${name} ${escaped}\n# TYPE ${name} ${type}\n${[...new Set(lines)].join('')}`;
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
