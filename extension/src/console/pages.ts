import type { ConsolePage } from './page.ts';
import { settingPages } from './settings/pages.ts';
import { workPages } from './work/pages.ts';

/** Every page that shows a connection, in the order of the menu. */
export const pages: readonly ConsolePage[] = [...workPages, ...settingPages];

export function findPage(key: string): ConsolePage | null {
  return pages.find((page) => page.key === key) ?? null;
}

/** The page that opens first. */
export function firstPage(): string {
  return pages.find((page) => page.key === 'overview')?.key ?? pages[0]?.key ?? 'overview';
}
