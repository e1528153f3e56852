import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';

import { stubbedClient } from '../testing/agent-stub.ts';
import { lookOnce, reconnectAlarm, startLooking } from './reconnect.ts';

const sendMessage = vi.fn(() => Promise.resolve());

/** The tabs that the browser finds for the site's pattern. */
function openTabs(tabs: { id: number }[]): void {
  Object.assign(fakeBrowser.tabs, { query: () => Promise.resolve(tabs) });
}

describe('looking for an agent that went off', () => {
  beforeEach(async () => {
    sendMessage.mockClear();
    Object.assign(fakeBrowser.permissions, { contains: () => Promise.resolve(true) });
    Object.assign(fakeBrowser.tabs, { sendMessage });
    await fakeBrowser.storage.local.set({ sites: ['https://cms.example'] });
    await startLooking();
  });

  const looking = async () => (await fakeBrowser.alarms.get(reconnectAlarm)) !== undefined;

  it('goes on while a site is open and nobody answers', async () => {
    openTabs([{ id: 7 }]);
    await lookOnce(stubbedClient({ ports: [] }).client);
    expect(await looking()).toBe(true);
    expect(sendMessage).not.toHaveBeenCalled();
  });

  it('tells the open pages when it is back, and ends', async () => {
    openTabs([{ id: 7 }]);
    await lookOnce(stubbedClient().client);
    expect(sendMessage).toHaveBeenCalledWith(7, { rollcall: 'again' });
    expect(await looking()).toBe(false);
  });

  it('ends when no page of a site is open any more', async () => {
    openTabs([]);
    const { client, calls } = stubbedClient();
    await lookOnce(client);
    expect(await looking()).toBe(false);
    expect(calls).toEqual([]);
  });
});
