import { siteKey } from '@rollcall/shared/site';

import base from '../styles/base.css?inline';
import inPage from '../styles/page.css?inline';
import panel from '../styles/panel.css?inline';
import tokens from '../styles/tokens.css?inline';
import { createFormHandlers } from './form-handlers.ts';
import { connectionOf, readStatus } from './read-status.ts';
import { startLooking } from './reconnect.ts';
import { startPart } from './sites.ts';
import { showOnToolbar } from './toolbar.ts';
import { createUserHandlers } from './user-handlers.ts';
import type { AgentClient } from '../agent/client.ts';
import type { MessageInput, MessageOutputs, PageStatus } from '../messages.ts';

/** The page that asks: an enabled site's origin and the tab it is shown in. */
export interface PageSender {
  origin: string;
  tab: number;
}

/** What a site's page may ask for; ids of connections never come from a page. */
export function createPageHandlers(client: AgentClient, openOptions: () => Promise<void>) {
  return {
    ...createUserHandlers(client),
    ...createFormHandlers(client, Date.now),

    enabled: (): MessageOutputs['enabled'] => ({ css: tokens + base + inPage + panel }),

    async status({ basePath, handles }: MessageInput<'status'>, sender: PageSender): Promise<PageStatus> {
      const site = siteKey(sender.origin + basePath);
      const status = await readStatus(client, site, [...new Set(handles)]);
      if (status.condition === 'off') await startLooking();
      await showOnToolbar(sender.tab, status);
      return status;
    },

    async plan({ basePath, handles, operations, cmsUser }: MessageInput<'plan'>, sender: PageSender) {
      const connection = await connectionOf(client, siteKey(sender.origin + basePath));
      return client.call('run', {
        body: {
          connection,
          scope: handles === null ? { kind: 'all' } : { kind: 'accounts', side: 'cms', ids: handles },
          mode: 'plan',
          operations,
          ...(cmsUser === null ? {} : { cmsUser }),
        },
      });
    },

    planAnswer: ({ plan }: MessageInput<'planAnswer'>) => client.call('plan', { path: { id: plan } }),

    apply: ({ plan, cmsUser, ...body }: MessageInput<'apply'>) =>
      client.call('applyPlan', { path: { id: plan }, body: { ...body, ...(cmsUser === null ? {} : { cmsUser }) } }),

    job: ({ job, after }: MessageInput<'job'>) => client.call('job', { path: { id: job }, query: { after } }),

    async cancelJob({ job }: MessageInput<'cancelJob'>): Promise<MessageOutputs['cancelJob']> {
      await client.call('cancelJob', { path: { id: job } });
      return {};
    },

    async goLive({ basePath }: MessageInput<'goLive'>, sender: PageSender): Promise<MessageOutputs['goLive']> {
      const id = await connectionOf(client, siteKey(sender.origin + basePath));
      await client.call('changeConnection', { path: { id }, body: { mode: 'live' } });
      return {};
    },

    async openOptions(): Promise<MessageOutputs['openOptions']> {
      await openOptions();
      return {};
    },

    async load({ part }: MessageInput<'load'>, { tab }: PageSender): Promise<MessageOutputs['load']> {
      await startPart(tab, part);
      return {};
    },
  };
}
