import { readoutOf } from './bars-words.ts';
import { type HistogramBars, pointed } from './histogram-state.ts';

/** What the bar under the pointer stands for, or all of them. */
export function BarsReadout(drawn: HistogramBars) {
  return <>{readoutOf(drawn, pointed.value)}</>;
}
