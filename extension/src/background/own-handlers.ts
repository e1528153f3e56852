import { SyncError } from '@rollcall/shared/error';
import type { RouteBody } from '@rollcall/shared/routes';
import { siteKey } from '@rollcall/shared/site';

import { toAgentAddress } from '../agent/address.ts';
import type { AgentClient } from '../agent/client.ts';
import { toTrouble } from '../agent/trouble.ts';
import type { AgentView, MessageInput, MessageOutputs } from '../messages.ts';
import { t } from '../words.ts';
import { describeState } from './diagnostics.ts';
import { manualAddress, setManualAddress } from './memory.ts';
import { readStatus } from './read-status.ts';
import { addSite, isEnabled, removeSite, tellTabs, viewSites } from './sites.ts';

export interface About {
  /** Such as `Chromium 156`. */
  browserName: string;
  version: string;
  /** Name of the computer's system, by which the agent's list tells browsers apart. */
  system(): Promise<string>;
}

/** What the popup and the options page may ask for. */
export function createOwnHandlers(client: AgentClient, about: About) {
  const view = () => viewAgent(client);
  return {
    agent: view,

    async pair({ code }: MessageInput<'pair'>): Promise<AgentView> {
      const { browserName: browser, version } = about;
      await client.pair({ code: code.trim().toUpperCase(), name: await about.system(), browser, version });
      await tellTabs();
      return view();
    },

    async disconnect(): Promise<AgentView> {
      await client.disconnect();
      await tellTabs();
      return view();
    },

    async setAddress({ address }: MessageInput<'setAddress'>): Promise<AgentView> {
      const kept = address === null ? null : toAgentAddress(address);
      if (address !== null && kept === null)
        throw new SyncError('invalid', t('trouble.badAddress'), { field: 'address' });
      await setManualAddress(kept);
      await client.find();
      return view();
    },

    sites: viewSites,

    async addSite({ origin }: MessageInput<'addSite'>) {
      await addSite(origin);
      return viewSites();
    },

    async removeSite({ origin }: MessageInput<'removeSite'>) {
      await removeSite(origin);
      return viewSites();
    },

    call: ({ route, path, query, body }: MessageInput<'call'>): Promise<unknown> =>
      // The agent checks the body by the route's schema, and says which field is wrong.
      client.call(route, { path, query, body: body as RouteBody<typeof route> }),

    connections: async () => (await client.call('connections')).connections,

    async glance({ site }: MessageInput<'glance'>): Promise<MessageOutputs['glance']> {
      const status = await readStatus(client, siteKey(site), []);
      const connection = status.connection?.id;
      const jobs =
        connection === undefined || status.condition !== null
          ? []
          : (await client.call('jobs', { query: { connection } })).jobs;
      const lastRun = jobs.find((job) => job.state === 'waiting') ?? jobs.find((job) => job.mode === 'apply') ?? null;
      return { ...status, lastRun, enabled: await isEnabled(new URL(site).origin) };
    },

    async diagnostics(): Promise<MessageOutputs['diagnostics']> {
      const health = await client.call('health').catch(() => null);
      return { text: describeState({ agent: await view(), sites: await viewSites(), health, ...about }), health };
    },
  };
}

async function viewAgent(client: AgentClient): Promise<AgentView> {
  const found = await client.find();
  const pairing = await client.pairing();
  // An owner may have changed the role since the pairing; only the agent that proves itself is believed.
  const role = found?.standing === 'proven' ? found.hello.role : null;
  const trouble =
    found?.standing === 'proven'
      ? { problem: null, condition: null }
      : await client.call('connections').then(
          () => ({ problem: null, condition: null }),
          (error: unknown) => toTrouble(error),
        );
  return {
    address: found?.address ?? null,
    manualAddress: await manualAddress(),
    agent: found?.hello.agent ?? null,
    version: found?.hello.version ?? null,
    ...trouble,
    pairing: pairing === null ? null : { agent: pairing.agent, role: role ?? pairing.role, since: pairing.since },
  };
}
