import { leftAt, scroller } from '../list/cursor.ts';
import { viewState } from '../view-state.ts';

/** Goes back to the top of the list, with nothing expanded, where new entries come in. */
export function resume(): void {
  leftAt.top = 0;
  viewState.set({ entry: '', context: '' }, 'replace');
  if (scroller.current) scroller.current.scrollTop = 0;
}
