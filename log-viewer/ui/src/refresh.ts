import { allContainers } from './filters/containers-state.ts';
import { histogram } from './histogram/histogram-state.ts';
import { entries } from './list/list-state.ts';
import { sources } from './states/sources-state.ts';

/** Reads everything on the page again. */
export function refreshAll(): void {
  void entries.refresh();
  refreshCounts();
}

/** Reads again what is counted beside the list. */
export function refreshCounts(): void {
  void histogram.refresh();
  void allContainers.refresh();
  void sources.refresh();
}
