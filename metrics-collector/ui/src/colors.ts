import type { ChartSeries } from '@monlight/shared/ui/chart-data.ts';

const tokens = ['--chart-1', '--chart-3', '--chart-2', '--chart-5', '--chart-7', '--chart-8', '--chart-4', '--chart-9'];
const dashes = [undefined, [6, 3], [2, 3]];

/** How the line at `index` is drawn: colours first, then the same ones dashed and dotted. */
export function styleOf(index: number): Pick<ChartSeries, 'color' | 'dash'> {
  const dash = dashes[Math.floor(index / tokens.length) % dashes.length];
  return { color: tokens[index % tokens.length] ?? '--chart-1', ...(dash ? { dash } : {}) };
}

const overlaidDashes = [undefined, [8, 4], [2, 4]];

/**
 * How percentiles are drawn, the lowest first and the highest on top. Where little was measured they are equal: strokes
 * and dots let those below be seen.
 */
export function percentileStyleOf(index: number): Pick<ChartSeries, 'color' | 'dash'> {
  const dash = overlaidDashes[index];
  return { ...styleOf(index), ...(dash ? { dash } : {}) };
}

/** How what is left over is drawn. */
export const restStyle: Pick<ChartSeries, 'color'> = { color: '--chart-6' };
