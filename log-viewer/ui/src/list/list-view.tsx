import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useShortcuts } from '@monlight/shared/ui/shortcuts.ts';
import { EntryRow } from '../entry/entry-row.tsx';
import { isAtTop } from '../tail/tail-state.ts';
import { expand, expandedId, showContext } from '../view-state.ts';
import { activeId, focusRow, scroller, shownCount } from './cursor.ts';
import { LastRow } from './last-row.tsx';
import { entries } from './list-state.ts';
import { PinnedEntry } from './pinned-entry.tsx';
import { rowHeight } from './row-height.ts';
import { VirtualRows } from './virtual-rows.tsx';
import './list-view.css';

const toggle = (id: number): void => expand(expandedId.peek() === id ? null : id);

/** The entries, newest first. */
export function ListView() {
  const box = useRef<HTMLDivElement>(null);
  const count = shownCount.value;
  const open = expandedId.value;
  const expandedRow = open === null ? -1 : entries.rowOf(open);

  useLayoutEffect(() => {
    scroller.current = box.current;
    isAtTop.value = true;
    return () => {
      scroller.current = null;
    };
  }, []);
  // A list that is read anew begins at its top.
  useEffect(() => {
    if (box.current) box.current.scrollTop = 0;
  }, [entries.version.value]);

  useShortcuts({
    j: () => focusRow(1),
    k: () => focusRow(-1),
    ArrowDown: () => focusRow(1),
    ArrowUp: () => focusRow(-1),
    c: () => {
      const id = activeId.peek() ?? expandedId.peek();
      if (id !== null) showContext(id);
    },
  });

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
        onScroll={(top) => (isAtTop.value = top <= 1)}
        row={(index) => {
          const entry = entries.at(index);
          if (!entry) return <div key={`row-${index}`} class="entry-waiting" />;
          return (
            <EntryRow
              key={entry.id}
              entry={entry}
              isExpanded={entry.id === open}
              isActive={activeId.value === null ? index === 0 : entry.id === activeId.value}
              position={{ number: index + 1, total: count }}
              onToggle={() => toggle(entry.id)}
              onFocus={() => (activeId.value = entry.id)}
            />
          );
        }}
      />
      <LastRow />
    </>
  );
}
