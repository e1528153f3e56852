import path from 'node:path';
import { generateChromeMessages, parseMessagesFile } from '@wxt-dev/i18n/build';

export type Messages = Record<string, { message: string }>;

/** A locale file as the build writes it for the browser. */
export async function readLocale(name: 'en' | 'de'): Promise<Messages> {
  const file = path.join(import.meta.dirname, '..', '..', 'locales', `${name}.yml`);
  return generateChromeMessages(await parseMessagesFile(file));
}

/** What the browser's getMessage answers for these texts: `$1` to `$9` filled, empty for an unknown name. */
export function getMessageFrom(messages: Messages): (name: string, values?: string[]) => string {
  return (name, values = []) =>
    (messages[name]?.message ?? '').replaceAll(/\$(\d)/g, (_, digit: string) => values[Number(digit) - 1] ?? '');
}
