import { allContainers } from './filters/containers-state.ts';
import { histogram } from './histogram/histogram-state.ts';
import { entries } from './list/list-state.ts';
import { sources } from './states/sources-state.ts';

/** Reads everything on the page again. */
export function refreshAll(): void {
  void entries.refresh();
  void histogram.refresh();
  void allContainers.refresh();
  void sources.refresh();
}
