import { useEffect } from 'preact/hooks';
import { get } from '@monlight/shared/ui/api.ts';
import type { Entry, EntryPage } from '../entry.ts';
import { filteredAddress, filterQuery, moment } from '../view-state.ts';
import { leftAt, scroller } from './cursor.ts';
import { entries } from './list-state.ts';
import { rowHeight } from './row-height.ts';

/** How far from the moment an entry may be and count as of that moment: a report and its line are not made at once. */
export const closeMs = 1000;

/** True for entries of the moment in the address. */
export function isOfMoment({ timestamp }: Entry): boolean {
  return moment.value !== null && Math.abs(Date.parse(timestamp) - moment.value) <= closeMs;
}

/** True for the row that the moment in the address lies right below: those after it are above, those before it below. */
export function isAtMoment(row: number): boolean {
  if (moment.value === null) return false;
  const [after, before] = [entries.at(row), entries.at(row + 1)].map((entry) => Date.parse(entry?.timestamp ?? ''));
  return after !== undefined && before !== undefined && after >= moment.value && before < moment.value;
}

/** Scrolls to the oldest entry that is not before the moment in the address; false when there is none yet. */
export async function goToMoment(signal?: AbortSignal): Promise<boolean> {
  const ms = moment.peek();
  if (ms === null) return false;
  const since = new Date(ms).toISOString();
  const answer = await get<EntryPage>(filteredAddress('api/logs', filterQuery(), { since, limit: 1 }), signal);
  const box = scroller.current;
  if (!answer.ok || !box || signal?.aborted) return false;
  const { total } = answer.value;
  const row = rowOf(ms, total - 1);
  box.scrollTop = (row + 0.5) * rowHeight.peek() - box.clientHeight / 2;
  return total > 0;
}

/** The row of the oldest entry that is not before a moment; it is higher up when some came after the list was read. */
function rowOf(ms: number, lowest: number): number {
  let row = Math.max(0, lowest);
  while (row > 0 && Date.parse(entries.at(row)?.timestamp ?? '') < ms) row -= 1;
  return row;
}

/** The filters and the moment that the list was last scrolled to, and which list it was. */
const shown = { wanted: '', version: 0 };

/** Brings the moment in the address into sight in every list that is read, unless one had gone to the top of the last. */
export function useMoment(): void {
  const version = entries.version.value;
  const ms = moment.value;
  useEffect(() => {
    const wanted = `${filterQuery().toString()} ${ms}`;
    const isSame = shown.wanted === wanted && (shown.version === version || leftAt.topBefore <= 1);
    if (ms === null || isSame) return;
    const ended = new AbortController();
    void goToMoment(ended.signal).then((isThere) => {
      if (isThere) Object.assign(shown, { wanted, version });
    });
    return () => ended.abort();
  }, [version, ms]);
}
