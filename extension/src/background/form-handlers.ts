import type { ConnectionAnswer } from '@rollcall/shared/api';
import { SyncError } from '@rollcall/shared/error';
import { siteKey } from '@rollcall/shared/site';

import type { AgentClient } from '../agent/client.ts';
import type { MessageInput, MessageOutputs } from '../messages.ts';
import { t } from '../words.ts';
import { forgetForm, readForm, writeForm, type SentForm } from './form-memory.ts';
import type { PageSender } from './page-handlers.ts';
import { connectionOf } from './read-status.ts';

/** Named in place of a slot that could not be had: the agent then says that the password is gone, and creates nobody without. */
const noSlot = 'none';

/** What is remembered of the CMS's own forms between their sending and the page that tells how it went. */
export function createFormHandlers(client: AgentClient, now: () => number) {
  // Only to let the next message wait for the one before; what must outlive this worker is in the session's memory.
  const keeping = new Map<number, Promise<void>>();
  return {
    async formSubmitted(
      { basePath, submission, password }: MessageInput<'formSubmitted'>,
      { origin, tab }: PageSender,
    ): Promise<MessageOutputs['formSubmitted']> {
      const form: SentForm = { origin, site: siteKey(origin + basePath), submission, slot: null, at: now() };
      const kept = keepForm(client, tab, form, password);
      keeping.set(tab, kept);
      await kept.finally(() => keeping.delete(tab));
      return {};
    },

    async pendingForm(_: MessageInput<'pendingForm'>, sender: PageSender): Promise<MessageOutputs['pendingForm']> {
      await keeping.get(sender.tab);
      return { submission: (await readForm(sender.tab, sender.origin, now()))?.submission ?? null };
    },

    async formDone({ user, cmsUser }: MessageInput<'formDone'>, { origin, tab }: PageSender) {
      await keeping.get(tab);
      const form = await readForm(tab, origin, now());
      await forgetForm(tab);
      if (form === null) return { job: null, reason: null };
      const users = usersOf(form, user);
      if (users.length === 0) return { job: null, reason: null };
      const slot = users.length === 1 ? form.slot : null;
      const named = cmsUser === null ? {} : { cmsUser };
      return client.call('event', { body: { site: form.site, kind: form.submission.kind, users, slot, ...named } });
    },

    async formRefused(
      _: MessageInput<'formRefused'>,
      { origin, tab }: PageSender,
    ): Promise<MessageOutputs['formRefused']> {
      await keeping.get(tab);
      const form = await readForm(tab, origin, now());
      await forgetForm(tab);
      if (form?.slot && form.slot !== noSlot) await client.call('dropSlot', { path: { id: form.slot } });
      return {};
    },

    async passwordRules(
      { basePath }: MessageInput<'passwordRules'>,
      { origin }: PageSender,
    ): Promise<MessageOutputs['passwordRules']> {
      if (!isPrivate(origin)) return { asked: false, rules: null };
      const id = await connectionOf(client, siteKey(origin + basePath));
      if (!handsOn(await client.call('connection', { path: { id } }))) return { asked: false, rules: null };
      return { asked: true, rules: (await client.call('passwordPolicy', { path: { id } })).details };
    },
  };
}

async function keepForm(client: AgentClient, tab: number, form: SentForm, password: string | null): Promise<void> {
  // Before anything can fail: a page that comes quickly must find it, and never the one before it.
  await writeForm(tab, { ...form, slot: password === null ? null : noSlot });
  if (password === null) return;
  const filled = await fillSlot(client, form, password).catch(() => null);
  if (filled?.slot) await writeForm(tab, { ...form, slot: filled.slot });
}

/** Hands a password to the agent, where the connection asks for it and nobody can listen on the way to the site. */
async function fillSlot(client: AgentClient, { origin, site, submission }: SentForm, password: string) {
  if (!isPrivate(origin)) throw new SyncError('forbidden', t('trouble.notPrivate'));
  const connection = await client.call('connection', { path: { id: await connectionOf(client, site) } });
  if (!handsOn(connection)) throw new SyncError('forbidden', t('trouble.noPasswords'));
  return client.call('slot', { body: { site, password, login: submission.login } });
}

/** A password is asked for only where something becomes of it: automatic sync sends it, and nothing else does. */
function handsOn({ password, mode, methods }: ConnectionAnswer): boolean {
  return password === 'captured' && mode === 'live' && methods.automatic.on;
}

/** A new account has no number until the CMS's page tells one; its login stands in for it. */
function usersOf({ submission: { users, login } }: SentForm, made: string | null): string[] {
  if (users.length > 0) return users;
  return [made ?? login].filter((user) => user !== null);
}

function isPrivate(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  return protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
