import type { ComponentChildren } from 'preact';

import { t } from '../../words.ts';
import type { Column, Picked, Sort } from './column.ts';
import { Glyph } from './glyph.tsx';
import { Pager, type Paging } from './pager.tsx';

export interface TableProps<T> {
  /** Says what the table lists. */
  label: string;
  columns: readonly Column<T>[];
  /** Null while nothing has come yet: grey rows stand in. */
  rows: readonly T[] | null;
  keyOf(row: T): string;
  /** What stands in place of rows when there are none; tell an empty list from a filtered one here. */
  empty: ComponentChildren;
  sort?: Sort;
  onSort?(sort: Sort): void;
  picked?: Picked<T>;
  paging?: Paging;
  /** Below 760 px each row becomes lines instead of columns. */
  flow?: boolean;
}

const greyRows = [0, 1, 2, 3, 4, 5, 6, 7];

/** A real table with its footer. */
export function Table<T>(props: TableProps<T>) {
  const { label, rows, empty, paging, flow = true } = props;
  if (rows !== null && rows.length === 0 && (paging === undefined || paging.total === 0)) return <>{empty}</>;
  return (
    <>
      {/* It can be scrolled by keyboard when it is wider than the window. */}
      <div class="wrap" tabIndex={0} role="group" aria-label={label}>
        <table class={flow ? 'table flow' : 'table'} aria-busy={rows === null}>
          <Head {...props} />
          <tbody>
            {rows === null
              ? greyRows.map((row) => <GreyRow key={row} cells={props.columns.length + (props.picked ? 1 : 0)} />)
              : rows.map((row) => <Row key={props.keyOf(row)} row={row} table={props} />)}
          </tbody>
        </table>
      </div>
      {rows === null && (
        <span class="vh" role="status">
          {t('parts.loading')}
        </span>
      )}
      {rows !== null && paging !== undefined && <Pager label={label} shown={rows.length} {...paging} />}
    </>
  );
}

function Head<T>({ columns, rows, keyOf, picked, sort, onSort }: TableProps<T>) {
  const all = rows !== null && rows.length > 0 && rows.every((row) => picked?.keys.has(keyOf(row)));
  const pickAll = (): void => {
    const keys = new Set(picked?.keys);
    for (const row of rows ?? [])
      if (all) keys.delete(keyOf(row));
      else keys.add(keyOf(row));
    picked?.onPick(keys);
  };
  return (
    <thead>
      <tr>
        {picked && (
          <td>
            <input type="checkbox" aria-label={t('parts.pickAll')} checked={all} onChange={pickAll} />
          </td>
        )}
        {columns.map((column) => (
          <HeadCell key={column.key} {...{ column, sort, onSort }} />
        ))}
      </tr>
    </thead>
  );
}

interface HeadCellProps<T> {
  column: Column<T>;
  sort: Sort | undefined;
  onSort: ((sort: Sort) => void) | undefined;
}

function HeadCell<T>({ column, sort, onSort }: HeadCellProps<T>) {
  const { key, title, end = false, sortable = false } = column;
  const isSorted = sort?.by === key;
  const down = isSorted && sort.down;
  return (
    <th
      scope="col"
      class={end ? 'r' : undefined}
      aria-sort={isSorted ? (down ? 'descending' : 'ascending') : undefined}
    >
      {sortable && onSort ? (
        <button type="button" class="sort" onClick={() => onSort({ by: key, down: isSorted && !down })}>
          {title}
          {isSorted && <Glyph name={down ? 'down' : 'up'} />}
        </button>
      ) : (
        title
      )}
    </th>
  );
}

function Row<T>({ row, table: { columns, keyOf, picked } }: { row: T; table: TableProps<T> }) {
  const key = keyOf(row);
  const isPicked = picked?.keys.has(key) ?? false;
  const pick = (): void => {
    const keys = new Set(picked?.keys);
    if (!keys.delete(key)) keys.add(key);
    picked?.onPick(keys);
  };
  return (
    <tr class={isPicked ? 'sel' : undefined}>
      {picked && (
        <td>
          <label class="check">
            <span class="vh">{picked.nameOf(row)}</span>
            <input type="checkbox" checked={isPicked} onChange={pick} />
          </label>
        </td>
      )}
      {columns.map(({ key: column, head = false, end = false, cell }) =>
        head ? (
          <th key={column} scope="row" class={end ? 'r' : undefined}>
            {cell(row)}
          </th>
        ) : (
          <td key={column} class={end ? 'r' : undefined}>
            {cell(row)}
          </td>
        ),
      )}
    </tr>
  );
}

function GreyRow({ cells }: { cells: number }) {
  return (
    <tr>
      {Array.from({ length: cells }, (_, cell) => (
        <td key={cell}>
          <span class="grey" />
        </td>
      ))}
    </tr>
  );
}
