import { cut } from '../report/cut.ts';

/** Values by names. Numbers and booleans become text; what is neither is left out. */
export type Labels = Readonly<Record<string, string | number | boolean | null | undefined>>;

export type MetricType = 'counter' | 'histogram' | 'gauge';

/** A point as it waits to be sent. */
export interface Point {
  name: string;
  type: MetricType;
  value: number;
  /** Undefined where there are none. */
  labels: Record<string, string> | undefined;
  /** ms since 1970; when it was counted or measured. */
  time: number;
}

// What the metrics collector takes.
const MAX_NAME = 200;
const MAX_LABELS = 20;
const MAX_LABEL_KEY = 100;
const MAX_LABEL_VALUE = 500;

/** A name as the metrics collector takes it; empty when it is none. */
export function toName(name: unknown): string {
  return typeof name === 'string' ? cut(name, MAX_NAME) : '';
}

/** A copy of labels as the metrics collector takes them. */
export function toLabels(labels: Labels | undefined): Record<string, string> | undefined {
  if (typeof labels !== 'object' || labels === null) return undefined;
  let copy: Record<string, string> | undefined;
  let size = 0;
  for (const key of Object.keys(labels)) {
    const text = toText(labels[key]);
    if (text === undefined || key === '') continue;
    if (size === MAX_LABELS) break;
    size++;
    copy ??= {};
    copy[cut(key, MAX_LABEL_KEY)] = cut(text, MAX_LABEL_VALUE);
  }
  return copy;
}

function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
