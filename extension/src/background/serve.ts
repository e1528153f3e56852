import { SyncError } from '@rollcall/shared/error';

import { NotEnabled, toTrouble } from '../agent/trouble.ts';
import { envelope, messages, type MessageName } from '../messages.ts';
import type { createOwnHandlers } from './own-handlers.ts';
import type { createPageHandlers, PageSender } from './page-handlers.ts';

/** Who sent a message, as the browser (not the sender) says. */
export interface Sender {
  id?: string | undefined;
  frameId?: number | undefined;
  origin?: string | undefined;
  url?: string | undefined;
  tab?: { id?: number | undefined } | undefined;
}

export interface ServeParts {
  pages: ReturnType<typeof createPageHandlers>;
  own: ReturnType<typeof createOwnHandlers>;
  ownId: string;
  ownOrigin: string;
  isEnabled(origin: string): Promise<boolean>;
}

type Handler = (input: never, sender: PageSender) => unknown;

/**
 * Answers one message or ignores it: undefined when it is not ours at all. The sender is judged by what the browser says
 * about it, the input by the table's schema, and only then a handler runs.
 */
export async function serve(parts: ServeParts, raw: unknown, sender: Sender): Promise<unknown> {
  const read = envelope.safeParse(raw);
  if (!read.success || sender.id !== parts.ownId) return undefined;
  const name = read.data.rollcall;
  try {
    const page = await admit(parts, name, sender);
    const input = messages[name].input.safeParse(read.data.input);
    if (!input.success) throw new SyncError('invalid', `The message ${name} is not as agreed.`);
    const table: Record<MessageName, Handler> = { ...parts.pages, ...parts.own };
    // Safe because the schema that just parsed the input is the one this handler's parameter is inferred from.
    return { ok: true, value: await table[name](input.data as never, page) };
  } catch (error) {
    return { ok: false, ...toTrouble(error) };
  }
}

async function admit(parts: ServeParts, name: MessageName, sender: Sender): Promise<PageSender> {
  const origin = sender.origin ?? (sender.url === undefined ? null : (URL.parse(sender.url)?.origin ?? null));
  if (messages[name].from === 'own') {
    if (origin !== parts.ownOrigin) throw new SyncError('forbidden', 'Only Rollcall’s own pages may ask this.');
    return { origin, tab: -1 };
  }
  const tab = sender.tab?.id;
  if (origin === null || tab === undefined || sender.frameId !== 0 || !(await parts.isEnabled(origin)))
    throw new NotEnabled();
  return { origin, tab };
}
