import type { ConsolePage } from '../page.ts';

/** The console's working pages, in the order of the menu. */
export const workPages: ConsolePage[] = [];
