import { computed, signal } from '@preact/signals';
import { expandedId } from '../view-state.ts';
import { entries } from './list-state.ts';
import { rowHeight } from './row-height.ts';

/** Id of the entry that keys act on; null before one was chosen. */
export const activeId = signal<number | null>(null);

/** The element that scrolls the list, while it is shown. */
export const scroller: { current: HTMLElement | null } = { current: null };

/** Where the list was left, to come back to from an entry's surroundings, and where the one read before it was. */
export const leftAt = { version: 0, top: 0, topBefore: 0 };

/** Firefox draws nothing below 17.8 million pixels, Chromium below 33.5. */
const highestPx = 16_000_000;

/** How many rows the list has: all entries, or as many as a browser can scroll over. */
export const shownCount = computed(() => Math.min(entries.count.value ?? 0, Math.floor(highestPx / rowHeight.value)));

/** Moves to the next or the previous entry, brings it into sight, and puts the focus on it. */
export function focusRow(step: 1 | -1): void {
  const box = scroller.current;
  if (!box) return;
  const present = activeId.peek() === null ? -1 : entries.rowOf(activeId.peek() ?? 0);
  const row = present < 0 ? Math.ceil(box.scrollTop / rowHeight.peek()) : present + step;
  const entry = entries.at(row);
  if (!entry || row < 0) return;
  activeId.value = entry.id;
  bringIntoSight(box, row);
  focusEntry(entry.id);
}

/** Puts the focus on an entry's row. */
export function focusEntry(id: number): void {
  whenRendered(id, (row) => {
    row.focus({ preventScroll: true });
    // What is expanded above shifts rows; the element itself knows best where it is.
    row.scrollIntoView({ block: 'nearest' });
  });
}

/** Brings all of an entry into sight, or its beginning where it is too long for that. */
export function showWhole(id: number): void {
  whenRendered(id, (row) => row.scrollIntoView({ block: 'nearest' }));
}

/** A row is there after the scroll event and the render that follows it. */
function whenRendered(id: number, act: (row: HTMLElement) => void): void {
  requestAnimationFrame(() =>
    setTimeout(() => {
      const row = document.getElementById(`entry-${id}`);
      if (row) act(row);
    }),
  );
}

function bringIntoSight(box: HTMLElement, row: number): void {
  const expandedRow = expandedId.peek() === null ? -1 : entries.rowOf(expandedId.peek() ?? 0);
  if (document.getElementById(`entry-${activeId.peek()}`) || (expandedRow >= 0 && expandedRow < row)) return;
  const top = row * rowHeight.peek();
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + rowHeight.peek() > box.scrollTop + box.clientHeight) {
    box.scrollTop = top + rowHeight.peek() - box.clientHeight;
  }
}
