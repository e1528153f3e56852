import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { Sort } from './column.ts';
import { Table, type TableProps } from './table.tsx';

interface Person {
  id: string;
  name: string;
}

const people: Person[] = [
  { id: '1', name: 'Ann' },
  { id: '2', name: 'Bob' },
];
const shown = (change: Partial<TableProps<Person>> = {}): void => {
  const props: TableProps<Person> = {
    label: 'People',
    columns: [{ key: 'name', title: 'Name', head: true, sortable: true, cell: ({ name }) => name }],
    rows: people,
    keyOf: ({ id }) => id,
    empty: <p>Nobody</p>,
    ...change,
  };
  void act(() => render(<Table {...props} />, document.body));
};
const press = (selector: string): void => void act(() => document.querySelector<HTMLElement>(selector)?.click());

beforeEach(() => {
  render(null, document.body);
});

describe('a table', () => {
  it('shows grey rows until the first answer, and says that it loads', () => {
    shown({ rows: null });
    expect(document.querySelectorAll('.grey')).toHaveLength(8);
    expect(document.querySelector('[role=status]')?.textContent).toBe('Loading');
    expect(document.querySelector('table')?.getAttribute('aria-busy')).toBe('true');
  });

  it('gives its place to the empty state', () => {
    shown({ rows: [] });
    expect(document.body.textContent).toBe('Nobody');
  });

  it('names the sorted column and turns its order', () => {
    const onSort = vi.fn<(sort: Sort) => void>();
    shown({ sort: { by: 'name', down: false }, onSort });
    expect(document.querySelector('th')?.getAttribute('aria-sort')).toBe('ascending');
    press('.sort');
    expect(onSort).toHaveBeenCalledWith({ by: 'name', down: true });
  });

  it('ticks one by name, or all that are shown', () => {
    const onPick = vi.fn<(keys: ReadonlySet<string>) => void>();
    shown({ picked: { keys: new Set(['2']), nameOf: ({ name }) => `Tick ${name}`, onPick } });
    expect(document.querySelector('tbody label')?.textContent).toBe('Tick Ann');
    press('thead input');
    expect(onPick).toHaveBeenLastCalledWith(new Set(['1', '2']));
    press('tbody tr:nth-child(2) input');
    expect(onPick).toHaveBeenLastCalledWith(new Set());
  });

  it('tells the range and leads to the next page', () => {
    const onFrom = vi.fn<(from: number) => void>();
    shown({ paging: { from: 2, size: 2, total: 5, onFrom } });
    expect(document.querySelector('.pager')?.textContent).toContain('3 to 4 of 5');
    press('.pager button:last-child');
    expect(onFrom).toHaveBeenCalledWith(4);
    press('.pager button:first-child');
    expect(onFrom).toHaveBeenCalledWith(0);
  });
});
