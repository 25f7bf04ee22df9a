import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { Entry } from '../entry.ts';

/** Everything that a row's looks depend on. */
interface RowState {
  entry: Entry;
  index: number;
  total: number;
  isExpanded: boolean;
  isActive: boolean;
  isMarked: boolean;
  isMoment: boolean;
}

/** Many times what a window shows. */
const mostKept = 500;

/**
 * Hands out the same element for a row that has not changed, which is then not compared again: while
 * one scrolls only the few rows that come into sight cost anything.
 */
export function useKeptRows(make: (state: RowState) => JSX.Element): (state: RowState) => JSX.Element {
  const kept = useRef(new Map<number, { state: RowState; element: JSX.Element }>());
  return (state) => {
    const known = kept.current.get(state.entry.id);
    if (known && isSame(known.state, state)) return known.element;
    if (kept.current.size > mostKept) kept.current.clear();
    const element = make(state);
    kept.current.set(state.entry.id, { state, element });
    return element;
  };
}

function isSame(one: RowState, other: RowState): boolean {
  return (
    one.entry === other.entry &&
    one.index === other.index &&
    one.total === other.total &&
    one.isExpanded === other.isExpanded &&
    one.isActive === other.isActive &&
    one.isMarked === other.isMarked &&
    one.isMoment === other.isMoment
  );
}
