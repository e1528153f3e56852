import { eventRequest } from '@rollcall/shared/api-event';
import { browser } from 'wxt/browser';
import { z } from 'zod';

/** How long a form that was sent may wait for the CMS's page that tells how it went, in milliseconds. */
export const formLife = 2 * 60_000;
export const formAlarm = 'rollcall-forms';
const prefix = 'form ';

const sentForm = z.object({
  origin: z.string(),
  site: z.string(),
  submission: z.object({
    kind: eventRequest.shape.kind,
    users: z.array(z.string()),
    login: z.string().nullable(),
    path: z.string(),
    destination: z.string().nullable(),
  }),
  /** Where the agent keeps the password that was typed into it; the password itself is never here. */
  slot: z.string().nullable(),
  /** When it was sent (ms since 1970); also tells two forms of one tab apart. */
  at: z.number(),
});
export type SentForm = z.infer<typeof sentForm>;

/** The last form that a tab sent to this origin; null when there is none, or it is too old. */
export async function readForm(tab: number, origin: string, now: number): Promise<SentForm | null> {
  const key = prefix + tab;
  const read = sentForm.safeParse((await browser.storage.session.get(key))[key]);
  return read.success && read.data.origin === origin && now - read.data.at < formLife ? read.data : null;
}

export async function writeForm(tab: number, form: SentForm): Promise<void> {
  await browser.storage.session.set({ [prefix + tab]: form });
  await browser.alarms.create(formAlarm, { delayInMinutes: formLife / 60_000 });
}

export function forgetForm(tab: number): Promise<void> {
  return browser.storage.session.remove(prefix + tab);
}

/** Forgets what no page will ask for any more; looks once more when some of it is younger. */
export async function forgetOldForms(now: number): Promise<void> {
  const all = Object.entries(await browser.storage.session.get(null)).filter(([key]) => key.startsWith(prefix));
  const young = all.filter(([, value]) => now - (sentForm.safeParse(value).data?.at ?? 0) < formLife);
  const kept = new Set(young.map(([key]) => key));
  await browser.storage.session.remove(all.map(([key]) => key).filter((key) => !kept.has(key)));
  if (kept.size > 0) await browser.alarms.create(formAlarm, { delayInMinutes: formLife / 60_000 });
}
