import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useShortcuts } from '@monlight/shared/ui/shortcuts.ts';

/** Lets j, k and the arrows move the focus through the entries of a list that is in the page as a whole. */
export function useNeighbourKeys(box: RefObject<HTMLElement | null>, first: number) {
  const active = useSignal(first);
  const move = (step: 1 | -1): void => {
    const rows = [...(box.current?.querySelectorAll<HTMLElement>('.entry') ?? [])];
    const at = rows.findIndex(({ id }) => id === `entry-${active.peek()}`);
    rows[at + step]?.focus();
  };
  useShortcuts([
    { keys: ['j', 'ArrowDown'], words: 'Next entry', act: () => move(1) },
    { keys: ['k', 'ArrowUp'], words: 'Previous entry', act: () => move(-1) },
  ]);
  return { active: active.value, focus: (id: number): void => void (active.value = id) };
}
