import { useLayoutEffect, useRef } from 'preact/hooks';
import { stored } from './stored.ts';

/** Whether single letters act. They can be switched off, as WCAG 2.1.4 asks, for people who dictate. */
export const letterShortcuts = stored('shortcuts', ['on', 'off']);

/** Something that a key does. */
export interface Shortcut {
  /** As in `KeyboardEvent.key`; each of them does it. */
  keys: readonly [string, ...string[]];
  /** What it does, for the sheet of shortcuts. */
  words: string;
  act: () => void;
}

/** What is shown brings its own; the newest come last. */
const registered = new Set<{ readonly current: readonly Shortcut[] }>();

/** Everything that a key does on the page as it is now. */
export function presentShortcuts(): Shortcut[] {
  return [...registered].flatMap(({ current }) => current);
}

/** Acts on keys while the component is shown and nobody types, chooses or scrolls with them. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const newest = useRef(shortcuts);
  newest.current = shortcuts;
  // Before the paint: a key acts as soon as one sees what it acts on.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const found = newest.current.find(({ keys }) => keys.includes(event.key));
      if (!found || event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return;
      if (event.key.length === 1 && letterShortcuts.peek() === 'off') return;
      event.preventDefault();
      found.act();
    };
    registered.add(newest);
    addEventListener('keydown', listen);
    return () => {
      registered.delete(newest);
      removeEventListener('keydown', listen);
    };
  }, []);
}

function isTaken({ target, defaultPrevented }: KeyboardEvent): boolean {
  const scope = 'input, select, textarea, dialog, [popover], [data-keys]';
  return defaultPrevented || (target instanceof Element && target.closest(scope) !== null);
}
