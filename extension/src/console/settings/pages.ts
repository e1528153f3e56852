import type { ConsolePage } from '../page.ts';

/** Pages of the console's settings. */
export const settingPages: ConsolePage[] = [];
