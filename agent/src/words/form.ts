/** How the translation of a sentence shows what was put in: `{0}` as it is, these put into the reader's form. */
export type Form = 'words' | 'list' | 'number' | 'time';

/** Around what is quoted. */
const quotes: Record<string, string> = { de: '„$1$2“' };

/** Makes the forms of a language from English text. `locale` is a BCP 47 tag. */
export function createForms(locale: string): Record<Exclude<Form, 'words'>, (text: string) => string> {
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const times = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return {
    number: (text) =>
      text.replaceAll(/\d{1,3}(,\d{3})+|\d+\.\d+|\d+/g, (digits) => numbers.format(Number(digits.replaceAll(',', '')))),
    time: (text) => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => times.format(new Date(time))),
    list: (text) =>
      new Intl.ListFormat(locale)
        .format(text.split(/, | and /))
        .replaceAll(/"([^"]*)"|“([^”]*)”/g, quotes[locale] ?? '$&'),
  };
}
