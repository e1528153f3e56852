import { browser } from 'wxt/browser';

import type { MessageInput, MessageName, Reply } from './messages.ts';

/** Sends one message to the background; rejects only when the extension itself is gone. */
export async function send<N extends MessageName>(name: N, input: MessageInput<N>): Promise<Reply<N>> {
  // The background answers exactly this table and has checked the agent's part of it.
  return browser.runtime.sendMessage<unknown, Reply<N>>({ rollcall: name, input });
}

export type Send = typeof send;
