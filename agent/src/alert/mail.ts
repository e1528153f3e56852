import { SyncError } from '@rollcall/shared';
import type { AlertSettings } from '@rollcall/shared/api-alert';

import type { Secret } from '../secret/secret.ts';
import { wordsOf } from './alert.ts';
import type { Alert } from './alert.ts';

export type MailSettings = NonNullable<AlertSettings['mail']>;

/** For connecting, greeting and each answer, in milliseconds. */
const limit = 10_000;

/**
 * Sends an alert by SMTP (RFC 5321). `starttls` (RFC 3207) goes on only once the connection is encrypted; certificates
 * are always checked. Throws `bad_credentials`, `unreachable`, `timeout`, `tls`, `invalid`.
 */
export async function mailAlert(settings: MailSettings, password: Secret | null, alert: Alert): Promise<void> {
  const { host, port, security, user, from, to } = settings;
  // Loaded when first needed: it would cost every command a fifth of a second.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user === null ? {} : { auth: { user, pass: password?.reveal() ?? '' } }),
    connectionTimeout: limit,
    greetingTimeout: limit,
    socketTimeout: limit,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({ from, to, ...wordsOf(alert), headers: { 'Auto-Submitted': 'auto-generated' } });
  } catch (error) {
    throw mailProblem(error, `${host}:${port}`);
  } finally {
    transport.close();
  }
}

/** The server's own words may repeat what was sent to it, so they stay out. */
function mailProblem(error: unknown, place: string): SyncError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const text = error instanceof Error ? error.message : '';
  const about = { scope: 'run' as const, field: 'mail', cause: error };
  if (code === 'EAUTH' || code === 'ENOAUTH') {
    const next = 'Enter name and password for mail again.';
    return new SyncError('bad_credentials', `The mail server ${place} refused the sign-in.`, { ...about, next });
  }
  if (code === 'ETLS' || /certificate|self.signed/i.test(text)) {
    const refused = `The connection to the mail server ${place} can’t be made safe.`;
    return new SyncError('tls', refused, { ...about, next: 'Check its certificate, port and the choice of security.' });
  }
  if (code === 'ETIMEDOUT' || /timeout/i.test(text)) {
    return new SyncError('timeout', `The mail server ${place} did not answer in time.`, about);
  }
  if (code === 'EENVELOPE' || code === 'EMESSAGE') {
    const next = 'Check sender and receivers.';
    return new SyncError('invalid', `The mail server ${place} took the message for none of the receivers.`, {
      ...about,
      next,
    });
  }
  const next = 'Check host and port of the mail server.';
  return new SyncError('unreachable', `The mail server ${place} can’t be reached.`, { ...about, next });
}
