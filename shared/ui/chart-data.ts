/** One line, with or without its area filled, or one row of bars. */
export interface ChartSeries {
  label: string;
  /** A colour token, as in `--chart-1`. */
  color: string;
  kind: 'line' | 'area' | 'bars';
  /** A value in words, for the legend and the axis. */
  format: (value: number) => string;
  /** Lengths of strokes and gaps, in pixels; a plain line without. */
  dash?: readonly number[];
}

/** A line with its values, one for each time; null is a gap. */
export interface ChartLine extends ChartSeries {
  values: (number | null)[];
}

/** What a chart, its legend, its table and its file have in common. */
export interface ChartData {
  /** When each bucket starts, in milliseconds. */
  times: number[];
  stepMs: number;
  /** Both ends of what was asked for, in milliseconds. */
  span: readonly [since: number, until: number];
  lines: ChartLine[];
  /** What the values are counted in, for a file's header; nothing when they only count. */
  unit: string;
}

/** The newest bucket that holds anything; null when none does. */
export function newestIndex({ times, lines }: ChartData): number | null {
  for (let index = times.length - 1; index >= 0; index--) {
    if (lines.some(({ values }) => values[index] != null)) return index;
  }
  return null;
}

/** True when charts drawn from both differ at most in their values. */
export function isDrawnAlike(one: readonly ChartSeries[], other: readonly ChartSeries[]): boolean {
  return (
    one.length === other.length &&
    one.every((series, index) => {
      const { label, color, kind, format, dash } = other[index] ?? series;
      return (
        series.label === label &&
        series.color === color &&
        series.kind === kind &&
        series.format === format &&
        String(series.dash) === String(dash)
      );
    })
  );
}
