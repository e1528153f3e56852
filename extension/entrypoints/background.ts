import { browser } from 'wxt/browser';
import { defineBackground } from 'wxt/utils/define-background';

import { AgentClient } from '../src/agent/client.ts';
import { indexedDbPairing } from '../src/agent/pairing.ts';
import { forgetOldForms, formAlarm } from '../src/background/form-memory.ts';
import { manualAddress, readAgentMemory, writeAgentMemory } from '../src/background/memory.ts';
import { createOwnHandlers } from '../src/background/own-handlers.ts';
import { createPageHandlers } from '../src/background/page-handlers.ts';
import { lookOnce, reconnectAlarm } from '../src/background/reconnect.ts';
import { serve, type Sender } from '../src/background/serve.ts';
import { isEnabled, registerScripts, startInAllTabs } from '../src/background/sites.ts';
import { browserName, systemName } from '../src/browser-name.ts';
import { createCarrier } from '../src/session/carrier.ts';
import { language } from '../src/words.ts';

export default defineBackground(() => {
  const client: AgentClient = new AgentClient({
    heard: (name, input) => carrier.heard(name, input),
    fetch: (input, init) => fetch(input, init),
    pairing: indexedDbPairing(),
    memory: { read: readAgentMemory, write: writeAgentMemory },
    manualAddress,
    language,
    now: Date.now,
  });
  const carrier = createCarrier(client);
  const parts = {
    pages: createPageHandlers(client, () => browser.runtime.openOptionsPage()),
    own: createOwnHandlers(client, {
      browserName: browserName(navigator.userAgent),
      version: browser.runtime.getManifest().version,
      system: async () => systemName((await browser.runtime.getPlatformInfo()).os),
    }),
    ownId: browser.runtime.id,
    ownOrigin: new URL(browser.runtime.getURL('/')).origin,
    isEnabled,
  };

  void hideStorageFromPages();
  browser.runtime.onMessage.addListener((message: unknown, sender: Sender, respond: (answer: unknown) => void) => {
    void serve(parts, message, sender).then(respond);
    return true;
  });
  browser.permissions.onAdded.addListener(() => void registerScripts());
  browser.permissions.onRemoved.addListener(() => void registerScripts());
  browser.alarms.onAlarm.addListener((alarm) => {
    if (alarm.name === reconnectAlarm) void lookOnce(client);
    if (alarm.name === formAlarm) void forgetOldForms(Date.now());
  });
  browser.runtime.onStartup.addListener(() => void registerScripts());
  browser.runtime.onInstalled.addListener(({ reason }) => {
    void registerScripts().then(startInAllTabs);
    if (reason === 'install') void browser.runtime.openOptionsPage();
  });
});

/** Keeps the list of sites and the last answers from content scripts, where the browser can (Firefox cannot). */
async function hideStorageFromPages(): Promise<void> {
  if ('setAccessLevel' in browser.storage.local)
    await browser.storage.local.setAccessLevel({ accessLevel: 'TRUSTED_CONTEXTS' });
}
