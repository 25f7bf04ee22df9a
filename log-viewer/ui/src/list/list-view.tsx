import { useLayoutEffect, useRef } from 'preact/hooks';
import { useShortcuts } from '@monlight/shared/ui/shortcuts.ts';
import { EntryRow } from '../entry/entry-row.tsx';
import { isAtTop } from '../tail/tail-state.ts';
import { expand, expandedId, showContext } from '../view-state.ts';
import { activeId, focusEntry, focusRow, leftAt, scroller, showWhole, shownCount } from './cursor.ts';
import { useKeptRows } from './kept-rows.ts';
import { LastRow } from './last-row.tsx';
import { entries } from './list-state.ts';
import { isAtMoment, isOfMoment, useMoment } from './moment-rows.ts';
import { PinnedEntry } from './pinned-entry.tsx';
import { rowHeight } from './row-height.ts';
import { VirtualRows } from './virtual-rows.tsx';
import './list-view.css';

function toggle(id: number): void {
  const isOpen = expandedId.peek() === id;
  expand(isOpen ? null : id);
  if (!isOpen) showWhole(id);
}

function showActiveContext(): void {
  const id = activeId.peek() ?? expandedId.peek();
  if (id !== null) showContext(id);
}

/** The entries, newest first. */
export function ListView() {
  const box = useRef<HTMLDivElement>(null);
  const count = shownCount.value;
  const open = expandedId.value;
  const expandedRow = open === null ? -1 : entries.rowOf(open);
  const activeRow = activeId.value === null ? -1 : entries.rowOf(activeId.value);

  const version = entries.version.value;

  // A list that is read anew begins at its top; one that comes back is where it was.
  useLayoutEffect(() => {
    if (leftAt.version !== version) Object.assign(leftAt, { version, top: 0, topBefore: leftAt.top });
    if (box.current) box.current.scrollTop = leftAt.top;
    isAtTop.value = leftAt.top <= 1;
  }, [version]);
  useLayoutEffect(() => {
    scroller.current = box.current;
    if (activeId.peek() !== null) focusEntry(activeId.peek() ?? 0);
    return () => {
      scroller.current = null;
      isAtTop.value = true;
    };
  }, []);

  useMoment();

  useShortcuts([
    { keys: ['j', 'ArrowDown'], words: 'Next entry', act: () => focusRow(1) },
    { keys: ['k', 'ArrowUp'], words: 'Previous entry', act: () => focusRow(-1) },
    { keys: ['c'], words: 'Show the entry in context', act: showActiveContext },
  ]);

  const keptRow = useKeptRows(({ entry, index, total, isExpanded, isActive, isMarked, isMoment }) => (
    <EntryRow
      key={entry.id}
      entry={entry}
      isExpanded={isExpanded}
      isActive={isActive}
      isTarget={isMarked}
      isMoment={isMoment}
      position={{ number: index + 1, total }}
      onToggle={() => toggle(entry.id)}
      onFocus={() => (activeId.value = entry.id)}
    />
  ));

  return (
    <>
      <PinnedEntry />
      <VirtualRows
        scroller={box}
        label="Log entries, newest first"
        isBusy={entries.isLoading.value}
        count={count}
        rowHeight={rowHeight.value}
        expandedRow={expandedRow}
        onShow={(from, to) => entries.want(from, to)}
        onScroll={(top) => {
          leftAt.top = top;
          isAtTop.value = top <= 1;
        }}
        row={(index, from, to) => {
          const entry = entries.at(index);
          if (!entry) return <div key={`row-${index}`} class="entry-waiting" />;
          return keptRow({
            entry,
            index,
            total: count,
            isExpanded: entry.id === open,
            // Tab always leads to one of the rows in the page.
            isMarked: isOfMoment(entry),
            isMoment: isAtMoment(index),
            isActive: index === (activeRow >= from && activeRow <= to ? activeRow : from),
          });
        }}
      />
      <LastRow />
    </>
  );
}
