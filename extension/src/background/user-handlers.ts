import { siteKey } from '@rollcall/shared/site';
import { browser } from 'wxt/browser';

import type { AgentClient } from '../agent/client.ts';
import { toTrouble } from '../agent/trouble.ts';
import type { MessageInput, MessageOutputs } from '../messages.ts';
import type { PageSender } from './page-handlers.ts';
import { connectionOf } from './read-status.ts';

/** How many entries a page shows of a user's history. */
const shortHistory = 6;

/** What the page of one user may ask for. */
export function createUserHandlers(client: AgentClient) {
  const pathOf = async (basePath: string, handle: string, sender: PageSender) => ({
    id: await connectionOf(client, siteKey(sender.origin + basePath)),
    user: handle,
  });
  return {
    user: async ({ basePath, handle }: MessageInput<'user'>, sender: PageSender) =>
      client.call('user', { path: await pathOf(basePath, handle, sender) }),

    compare: async ({ basePath, handle }: MessageInput<'compare'>, sender: PageSender) =>
      client.call('compareUser', { path: await pathOf(basePath, handle, sender), body: {} }),

    async history(
      { basePath, handle }: MessageInput<'history'>,
      sender: PageSender,
    ): Promise<MessageOutputs['history']> {
      const { entries } = await client.call('history', { path: await pathOf(basePath, handle, sender) });
      return entries
        .slice(0, shortHistory)
        .map(({ id, at, by, type, outcome, fields, problem }) => ({ id, at, by, type, outcome, fields, problem }));
    },

    freeze: async ({ basePath, handle, frozen }: MessageInput<'freeze'>, sender: PageSender) =>
      client.call('changeLink', { path: await pathOf(basePath, handle, sender), body: { frozen } }),

    async openUser(
      { basePath, handle }: MessageInput<'openUser'>,
      sender: PageSender,
    ): Promise<MessageOutputs['openUser']> {
      const { id, user } = await pathOf(basePath, handle, sender);
      const place = [id, 'user', user].map(encodeURIComponent).join('/');
      await browser.tabs.create({ url: browser.runtime.getURL(`/options.html#/${place}`) });
      return {};
    },

    /** One after the other, to the first that fails: what is done stays done, and the answer says which. */
    async unlink({ basePath, handles }: MessageInput<'unlink'>, sender: PageSender): Promise<MessageOutputs['unlink']> {
      const done: string[] = [];
      for (const handle of new Set(handles)) {
        try {
          await client.call('unlink', { path: await pathOf(basePath, handle, sender) });
        } catch (error) {
          return { done, problem: toTrouble(error).problem };
        }
        done.push(handle);
      }
      return { done, problem: null };
    },
  };
}
