import type { User } from './model.ts';

/** The mail templates of core's user module that this site sends. */
export type MailKey =
  | 'register_admin_created'
  | 'register_no_approval_required'
  | 'register_pending_approval'
  | 'register_pending_approval_admin'
  | 'status_activated'
  | 'status_canceled'
  | 'cancel_confirm'
  | 'password_reset';

export interface Mail {
  id: number;
  key: MailKey;
  to: string;
  user: string;
  subject: string;
  at: string;
}

const SUBJECTS: Record<MailKey, string> = {
  register_admin_created: 'An administrator created an account for you',
  register_no_approval_required: 'Account details',
  register_pending_approval: 'Account details (pending admin approval)',
  register_pending_approval_admin: 'Account details (pending admin approval)',
  status_activated: 'Account details (approved)',
  status_canceled: 'Account details (canceled)',
  cancel_confirm: 'Account cancellation request',
  password_reset: 'Replacement login information',
};

/** Collects what Drupal would have mailed; nothing leaves the machine. */
export class Mailbox {
  readonly #mails: Mail[] = [];

  list(): readonly Mail[] {
    return this.#mails;
  }

  /** Collects a mail about a user; a user without an address gets none. `now` is epoch seconds. */
  send(key: MailKey, user: User, now: number, to = user.mail): void {
    if (!to) return;
    const subject = `${SUBJECTS[key]}: ${user.name} at Harbor CMS`;
    this.#mails.push({ id: this.#mails.length + 1, key, to, user: user.name, subject, at: isoTime(now) });
  }

  clear(): void {
    this.#mails.length = 0;
  }
}

/** Epoch seconds as Drupal's JSON:API writes a time on a UTC site. */
export function isoTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}+00:00`;
}
