import { createI18n } from '@wxt-dev/i18n';

/** What the build generates as `#i18n`, without the types that only the compiler needs. */
export const i18n: ReturnType<typeof createI18n> = createI18n();
