import type { ComponentChildren } from 'preact';

export interface Column<T> {
  key: string;
  title: ComponentChildren;
  cell(row: T): ComponentChildren;
  /** The cell that names the row. */
  head?: boolean;
  /** Aligned to the end of the line, as numbers and times are. */
  end?: boolean;
  /** Its head is a button that sorts. */
  sortable?: boolean;
}

export interface Sort {
  by: string;
  down: boolean;
}

/** Rows that a person ticked, by key. */
export interface Picked<T> {
  keys: ReadonlySet<string>;
  /** Name of a row's box for assistive technology. */
  nameOf(row: T): string;
  onPick(keys: ReadonlySet<string>): void;
}
