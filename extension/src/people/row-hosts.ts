import type { ComponentChild } from 'preact';
import { render } from 'preact';

import type { PageRow } from '../pages/page.ts';
import { schemeBehind } from '../theme.ts';
import { createHost, rowTag, type Host } from './host.ts';

/** Our one element in each row's name cell; it moves with the cell and goes when the row goes. */
export class RowHosts {
  readonly #hosts = new Map<Element, Host>();
  readonly #make: () => Host;

  constructor(document: Document, css: string, language: string) {
    this.#make = () => createHost(document, rowTag, css, language);
  }

  draw(rows: readonly PageRow[], content: (row: PageRow) => ComponentChild): void {
    for (const row of rows) render(content(row), this.#hostOf(row.cell).root);
    const shown = new Set(rows.map((row) => row.cell));
    for (const cell of this.#hosts.keys()) if (!shown.has(cell)) this.#drop(cell);
  }

  wearTheme(): void {
    for (const [cell, { element }] of this.#hosts) element.style.colorScheme = schemeBehind(cell);
  }

  remove(): void {
    for (const cell of this.#hosts.keys()) this.#drop(cell);
  }

  #hostOf(cell: Element): Host {
    const known = this.#hosts.get(cell);
    if (known?.element.parentElement === cell) return known;
    const host = known ?? this.#make();
    cell.append(host.element);
    host.element.style.colorScheme = schemeBehind(cell);
    this.#hosts.set(cell, host);
    return host;
  }

  #drop(cell: Element): void {
    const host = this.#hosts.get(cell);
    this.#hosts.delete(cell);
    if (host) removeHost(host);
  }
}

export function removeHost({ element, root }: Host): void {
  render(null, root);
  element.remove();
}
