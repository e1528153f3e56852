import { browser } from 'wxt/browser';

import { siteTabs, tellTabs } from './sites.ts';
import type { AgentClient } from '../agent/client.ts';

export const reconnectAlarm = 'rollcall-reconnect';

/** Looks for the agent every 30 seconds (the shortest that alarms allow) until it is back. */
export async function startLooking(): Promise<void> {
  if ((await browser.alarms.get(reconnectAlarm)) === undefined)
    await browser.alarms.create(reconnectAlarm, { periodInMinutes: 0.5 });
}

/** One look: stops looking when no tab shows a site any more, or when the agent is back and the tabs were told so. */
export async function lookOnce(client: AgentClient): Promise<void> {
  if ((await siteTabs()).length === 0) {
    await browser.alarms.clear(reconnectAlarm);
    return;
  }
  const agent = await client.find();
  if (agent?.standing !== 'proven') return;
  await browser.alarms.clear(reconnectAlarm);
  await tellTabs();
}
