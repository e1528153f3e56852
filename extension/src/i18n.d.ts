import type { createI18n } from '@wxt-dev/i18n';

import type { GeneratedI18nStructure } from '../.wxt/i18n/structure.d.ts';

/** What `#i18n` is at build time, named so that its type can be written down; the keys come from locales/en.yml. */
export declare const i18n: ReturnType<typeof createI18n<GeneratedI18nStructure>>;
