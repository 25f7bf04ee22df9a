import { useLayoutEffect } from 'preact/hooks';
import { stored } from './stored.ts';

/** Whether single letters act. They can be switched off, as WCAG 2.1.4 asks, for people who dictate. */
export const letterShortcuts = stored('shortcuts', ['on', 'off']);

/** Keys, as in `KeyboardEvent.key`, and what they do. */
type Shortcuts = Record<string, () => void>;

/** Acts on keys while the component is shown and nobody types, chooses or scrolls with them. */
export function useShortcuts(shortcuts: Shortcuts): void {
  // Before the paint: a key acts as soon as one sees what it acts on.
  useLayoutEffect(() => {
    const act = (event: KeyboardEvent): void => {
      const action = shortcuts[event.key];
      if (!action || event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return;
      if (event.key.length === 1 && letterShortcuts.peek() === 'off') return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', act);
    return () => removeEventListener('keydown', act);
  });
}

function isTaken({ target, defaultPrevented }: KeyboardEvent): boolean {
  const scope = 'input, select, textarea, dialog, [popover], [data-keys]';
  return defaultPrevented || (target instanceof Element && target.closest(scope) !== null);
}
