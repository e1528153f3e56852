import type { AlertAnswer, AlertSettings } from '@rollcall/shared/api-alert';
import { alertChange } from '@rollcall/shared/api-alert';
import type { z } from 'zod';

/** What stands in the form: every field as typed. */
export interface AlertDraft {
  webhook: string;
  withMail: boolean;
  host: string;
  port: string;
  security: 'tls' | 'starttls' | 'none';
  user: string;
  from: string;
  to: string;
  /** Empty keeps the stored one. */
  password: string;
  quietMinutes: string;
  weekly: boolean;
}

export function draftOf({ webhook, mail, quietMinutes, weekly }: AlertAnswer): AlertDraft {
  return {
    webhook: webhook ?? '',
    withMail: mail !== null,
    host: mail?.host ?? '',
    port: String(mail?.port ?? 587),
    security: mail?.security ?? 'starttls',
    user: mail?.user ?? '',
    from: mail?.from ?? '',
    to: mail?.to.join(', ') ?? '',
    password: '',
    quietMinutes: String(quietMinutes),
    weekly,
  };
}

export type AlertBody = z.infer<typeof alertChange>;

/** What is sent, or the fields that can't be sent so, by the agent's names. */
export function bodyOf(draft: AlertDraft): { body: AlertBody; wrong: ReadonlySet<string> } {
  const body = {
    webhook: draft.webhook.trim() === '' ? null : draft.webhook.trim(),
    mail: draft.withMail ? mailOf(draft) : null,
    quietMinutes: Number(draft.quietMinutes),
    weekly: draft.weekly,
    ...(draft.password === '' ? {} : { mailPassword: draft.password }),
  };
  const parsed = alertChange.safeParse(body);
  const wrong = new Set(parsed.error?.issues.map(({ path }) => path.slice(0, 2).join('.')));
  return { body: parsed.data ?? {}, wrong };
}

function mailOf({ host, port, security, user, from, to }: AlertDraft): NonNullable<AlertSettings['mail']> {
  return {
    host: host.trim(),
    port: Number(port),
    security,
    user: user.trim() === '' ? null : user.trim(),
    from: from.trim(),
    to: to.split(/[\s,;]+/).filter((address) => address !== ''),
  };
}
