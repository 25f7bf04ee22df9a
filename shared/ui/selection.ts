import { computed, type ReadonlySignal, signal } from '@preact/signals';

/** Which rows are chosen, among those that are shown. */
export interface Selection {
  /** The chosen ones that are still shown. */
  readonly ids: ReadonlySignal<number[]>;
  has(id: number): boolean;
  toggle(id: number): void;
  /** Chooses every row that is shown, or none when all are chosen. */
  toggleAll(): void;
  clear(): void;
}

/** A selection among `shown`; a row that goes away is no longer chosen. */
export function createSelection(shown: ReadonlySignal<number[]>): Selection {
  const chosen = signal<ReadonlySet<number>>(new Set());
  const ids = computed(() => shown.value.filter((id) => chosen.value.has(id)));
  return {
    ids,
    has: (id) => chosen.value.has(id),
    toggle: (id) => {
      const next = new Set(chosen.value);
      if (!next.delete(id)) next.add(id);
      chosen.value = next;
    },
    toggleAll: () => (chosen.value = new Set(ids.value.length === shown.value.length ? [] : shown.value)),
    clear: () => (chosen.value = new Set()),
  };
}
