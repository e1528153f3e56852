import type { RouteName } from '@rollcall/shared/routes';
import type { Ticket, TicketResult } from '@rollcall/shared/session';
import { browser } from 'wxt/browser';
import { z } from 'zod';

import type { AgentClient, CallInput } from '../agent/client.ts';

/** A message to the page: errands of one claim. */
export interface ErrandNotice {
  rollcall: 'errands';
  tickets: Ticket[];
}

const scriptFile = '/session.js';

/** Calls after which the agent may have errands on the site of the connection that they name. */
const workOnSite: ReadonlySet<RouteName> = new Set([
  'run',
  'test',
  'compareUser',
  'explain',
  'resolve',
  'undo',
  'schema',
]);
/** A run needs a moment before its first errand, in milliseconds. */
const patience = 5000;

const named = z.object({ connection: z.string() });

/** Carries errands between the agent and a page of the site, one loop a connection, as long as a run needs the page. */
export function createCarrier(client: AgentClient) {
  const going = new Map<string, Promise<void>>();

  const loop = async (connection: string, tab: number): Promise<void> => {
    const started = Date.now();
    let idle = true;
    for (;;) {
      const { tickets, done } = await client.call('claimTickets', { body: { connection } });
      if (tickets.length > 0) {
        idle = false;
        const results = await carriedBy(tab, tickets).catch(() => tickets.map(({ id }) => pageGone(id)));
        await client.call('ticketResults', { body: { connection, results } });
        if (results.some(({ status }) => status === 0)) return;
      } else if (done && (!idle || Date.now() - started > patience)) return;
      else if (done) await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };

  const start = async (connection: string): Promise<void> => {
    if (going.has(connection)) return;
    const { cms } = await client.call('connection', { path: { id: connection } });
    if (cms?.auth !== 'browser') return;
    const tab = await tabOf(new URL(cms.url).origin);
    if (tab === null || going.has(connection)) return;
    going.set(
      connection,
      loop(connection, tab).finally(() => going.delete(connection)),
    );
  };

  return {
    /** Looks at a call to the agent, and carries for its connection where that has no sign-in of its own. */
    heard(name: RouteName, { path = {}, body }: CallInput<RouteName>): void {
      void (async () => {
        if (name === 'applyPlan') {
          const { plan } = await client.call('plan', { path: { id: path['id'] ?? '' } });
          await start(plan.connection);
        } else if (workOnSite.has(name)) {
          const connection = path['id'] ?? named.safeParse(body).data?.connection;
          if (connection !== undefined) await start(connection);
        }
        // The page was closed or the agent went off: the agent says so to whoever waits.
      })().catch(() => {});
    },
  };
}

/** A tab that shows the site, the one in front first. */
async function tabOf(origin: string): Promise<number | null> {
  const tabs = await browser.tabs.query({});
  const shown = tabs.filter(({ url }) => url !== undefined && URL.parse(url)?.origin === origin);
  return (shown.find((tab) => tab.active) ?? shown[0])?.id ?? null;
}

function pageGone(ticket: string): TicketResult {
  return { ticket, status: 0, body: null, date: null };
}

async function carriedBy(tab: number, tickets: Ticket[]): Promise<TicketResult[]> {
  const notice: ErrandNotice = { rollcall: 'errands', tickets };
  const ask = () => browser.tabs.sendMessage<ErrandNotice, TicketResult[] | undefined>(tab, notice);
  // Other parts of ours in the page hear the message too, and answer nothing.
  const known = await ask().catch(() => undefined);
  if (known) return known;
  await browser.scripting.executeScript({ target: { tabId: tab }, files: [scriptFile] });
  return (await ask()) ?? [];
}
