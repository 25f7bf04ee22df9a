import { signal } from '@preact/signals';
import { lazy } from './lazy.tsx';
import { useShortcuts } from './shortcuts.ts';

const isOpen = signal(false);

/** Opens the sheet with every shortcut of the page as it is now. */
export function showShortcuts(): void {
  isOpen.value = true;
}

const ShortcutList = lazy(async () => (await import('./shortcut-list.tsx')).ShortcutList);

/** The sheet, and the key that opens it. */
export function ShortcutSheet() {
  useShortcuts([{ keys: ['?'], words: 'Show this list', act: showShortcuts }]);
  return isOpen.value && <ShortcutList onClose={() => (isOpen.value = false)} />;
}
