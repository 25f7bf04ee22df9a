import type { Selection } from './selection.ts';

/** Chooses one row. */
export function SelectRow({ selection, id, name }: { selection: Selection; id: number; name: string }) {
  return (
    <label class="row-checkbox">
      <input type="checkbox" checked={selection.has(id)} onChange={() => selection.toggle(id)} />
      <span class="visually-hidden">Select {name}</span>
    </label>
  );
}

/** Chooses all rows that are shown, or none. */
export function SelectAll({ selection, count }: { selection: Selection; count: number }) {
  const chosen = selection.ids.value.length;
  return (
    <label class="row-checkbox">
      <input
        type="checkbox"
        checked={count > 0 && chosen === count}
        indeterminate={chosen > 0 && chosen < count}
        disabled={count === 0}
        onChange={() => selection.toggleAll()}
      />
      <span class="visually-hidden">Select all on this page</span>
    </label>
  );
}
