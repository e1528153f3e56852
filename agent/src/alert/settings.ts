import { SyncError } from '@rollcall/shared';
import { alertSettings } from '@rollcall/shared/api-alert';
import type { AlertSettings, alertChange } from '@rollcall/shared/api-alert';
import type { z } from 'zod';

import type { Secret } from '../secret/secret.ts';
import type { Secrets } from '../secret/secrets.ts';
import { put } from '../store/data.ts';
import type { Store } from '../store/store.ts';

type AlertChange = z.output<typeof alertChange>;

/** Who is told. The address of a webhook often is its own key, so it is kept like a password and shown cut short. */
export interface AlertBook {
  read(): AlertSettings;
  hasMailPassword(): Promise<boolean>;
  /** The whole address that gets a POST; null for none. */
  webhook(): Promise<string | null>;
  mailPassword(): Promise<Secret | null>;
  /** Throws `invalid` naming the field. */
  change(change: AlertChange): Promise<void>;
}

const key = 'alerts';
const refs = { webhook: 'alerts/webhook', mail: 'alerts/mail' };
const none: AlertSettings = { webhook: null, mail: null, quietMinutes: 60, weekly: false };

export function createAlertBook({ store, secrets }: { store: Store; secrets: Secrets }): AlertBook {
  const read = () => alertSettings.safeParse(store.data.settings[key]).data ?? none;
  return {
    read,
    hasMailPassword: async () => (await secrets.get(refs.mail)) !== null,
    webhook: async () => (read().webhook === null ? null : ((await secrets.get(refs.webhook))?.reveal() ?? null)),
    mailPassword: () => secrets.get(refs.mail),
    async change({ webhook, mail, quietMinutes, weekly, mailPassword }) {
      const before = read();
      if (mail) checkMail(mail);
      if (webhook) checkWebhook(webhook);
      if (webhook === null) await secrets.delete(refs.webhook);
      // What is shown comes back when nobody has touched it.
      else if (webhook !== undefined && webhook !== before.webhook) await secrets.set(refs.webhook, webhook);
      const moved = mail !== undefined && (mail?.host !== before.mail?.host || mail?.user !== before.mail?.user);
      if (mailPassword) await secrets.set(refs.mail, mailPassword);
      // A password goes to the server that it was entered for, and to no other.
      else if (moved || mailPassword === '') await secrets.delete(refs.mail);
      const after: AlertSettings = {
        webhook: webhook === undefined ? before.webhook : webhook === null ? null : shownAddress(webhook),
        mail: mail === undefined ? before.mail : mail,
        quietMinutes: quietMinutes ?? before.quietMinutes,
        weekly: weekly ?? before.weekly,
      };
      await store.commit([put('settings', key, after)]);
    },
  };
}

function shownAddress(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}${search}`.length <= origin.length + 1 ? url : `${origin}/…`;
}

function checkWebhook(url: string): void {
  const { username, password, protocol, hostname } = new URL(url);
  if (username !== '' || password !== '') {
    throw invalid('webhook', 'An address with a name and password in it can’t be used.', 'Put the key into its path.');
  }
  // The path mostly is the key, and anybody on the way could read it.
  if (protocol === 'https:' || isThisComputer(hostname)) return;
  throw invalid(
    'webhook',
    'Without encryption alerts go to this computer only.',
    'Give an address that begins with https.',
  );
}

function checkMail({ host, security }: NonNullable<AlertSettings['mail']>): void {
  if (security !== 'none' || isThisComputer(host)) return;
  const next = 'Choose "tls" (mostly port 465) or "starttls" (mostly port 587).';
  throw invalid('mail.security', 'Without encryption mail goes to a server on this computer only.', next);
}

function isThisComputer(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/.test(host);
}

function invalid(field: string, text: string, next: string): SyncError {
  return new SyncError('invalid', text, { field, scope: 'run', next });
}
