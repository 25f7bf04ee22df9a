import type { ComponentChildren } from 'preact';
import { SelectAll, SelectRow } from './row-checkbox.tsx';
import type { Selection } from './selection.ts';
import './table.css';

/** One column: its header, how a row fills it, and whether one may sort by it. */
export interface Column<Row> {
  /** Also the name to sort by, and the cell's class. */
  name: string;
  header: string;
  cell: (row: Row) => ComponentChildren;
  isSortable?: boolean;
}

/** What the rows are sorted by. */
export interface Sort {
  by: string;
  direction: 'ascending' | 'descending';
}

interface Properties<Row extends { id: number }> {
  /** What the table shows, for assistive technology. */
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  /** A row's name, for its checkbox. */
  nameOf: (row: Row) => string;
  sort?: Sort;
  onSort?: (by: string) => void;
  selection?: Selection;
  /** The rows belong to an earlier question, and the answer to this one is on its way. */
  isStale?: boolean;
}

/** A table that becomes a list of cards where it is narrow. The roles outlive that change of display. */
export function Table<Row extends { id: number }>(properties: Properties<Row>) {
  const { caption, columns, rows, nameOf, sort, onSort, selection, isStale = false } = properties;
  return (
    <>
      <div class="table-tools">
        {selection && <SelectAll selection={selection} count={rows.length} />}
        {sort && onSort && <SortField columns={columns} sort={sort} onSort={onSort} />}
      </div>
      <table class="table" role="table" aria-busy={isStale}>
        <caption class="visually-hidden">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {selection && (
              <th role="columnheader" class="select" scope="col">
                <SelectAll selection={selection} count={rows.length} />
              </th>
            )}
            {columns.map((column) => (
              <HeaderCell key={column.name} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={row.id} role="row" class={selection?.has(row.id) ? 'selected' : ''}>
              {selection && (
                <td role="cell" class="select">
                  <SelectRow selection={selection} id={row.id} name={nameOf(row)} />
                </td>
              )}
              {columns.map(({ name, cell }) => (
                <td key={name} role="cell" class={name}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

interface HeaderCellProperties<Row> {
  column: Column<Row>;
  sort: Sort | undefined;
  onSort: ((by: string) => void) | undefined;
}

function HeaderCell<Row>({ column: { name, header, isSortable }, sort, onSort }: HeaderCellProperties<Row>) {
  if (!isSortable || !sort || !onSort) {
    return (
      <th role="columnheader" class={name} scope="col">
        {header}
      </th>
    );
  }
  const direction = sort.by === name ? sort.direction : 'none';
  return (
    <th role="columnheader" class={name} scope="col" aria-sort={direction}>
      <button type="button" onClick={() => onSort(name)}>
        {header}
        <span class="sort-mark" aria-hidden="true">
          {direction === 'ascending' ? '↑' : '↓'}
        </span>
      </button>
    </th>
  );
}

/** Cards have no header to click on. */
function SortField<Row>({
  columns,
  sort,
  onSort,
}: {
  columns: Column<Row>[];
  sort: Sort;
  onSort: (by: string) => void;
}) {
  return (
    <label>
      <span>Sort by</span>
      <select class="input" value={sort.by} onChange={(event) => onSort(event.currentTarget.value)}>
        {columns
          .filter(({ isSortable }) => isSortable)
          .map(({ name, header }) => (
            <option key={name} value={name}>
              {header}
            </option>
          ))}
      </select>
    </label>
  );
}
