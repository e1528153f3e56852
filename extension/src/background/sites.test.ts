import { describe, expect, it, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';

import { addSite, isEnabled, patternOf, removeSite, viewSites } from './sites.ts';

/** The browser's own part: which permissions are given and which scripts are registered. */
function browserWith(given: string[]) {
  const registered: { id: string; matches?: string[] }[] = [];
  Object.assign(fakeBrowser.permissions, {
    contains: ({ origins }: { origins: string[] }) =>
      Promise.resolve(origins.every((origin) => given.includes(origin))),
    remove: vi.fn(() => Promise.resolve(true)),
  });
  Object.assign(fakeBrowser.scripting, {
    getRegisteredContentScripts: () => Promise.resolve([...registered]),
    unregisterContentScripts: () => Promise.resolve(void registered.splice(0)),
    registerContentScripts: (scripts: typeof registered) => Promise.resolve(void registered.push(...scripts)),
  });
  Object.assign(fakeBrowser.tabs, { sendMessage: () => Promise.reject(new Error('no receiver')) });
  return registered;
}

describe('sites', () => {
  it('are matched without a port, which Firefox refuses', () => {
    expect(patternOf('https://cms.example:8443')).toBe('https://cms.example/*');
    expect(patternOf('http://127.0.0.1:8080')).toBe('http://127.0.0.1/*');
  });

  it('get the content script only where the permission is there', async () => {
    const registered = browserWith(['https://cms.example/*']);
    await addSite('https://cms.example');
    await addSite('https://other.example');
    expect(registered).toEqual([expect.objectContaining({ matches: ['https://cms.example/*'] })]);
    expect(await viewSites()).toEqual([
      { origin: 'https://cms.example', permitted: true },
      { origin: 'https://other.example', permitted: false },
    ]);
  });

  it('lose script and permission when they are removed, unless another port needs it', async () => {
    const registered = browserWith(['https://cms.example/*']);
    await addSite('https://cms.example');
    await addSite('https://cms.example:8443');
    await removeSite('https://cms.example');
    expect(fakeBrowser.permissions.remove).not.toHaveBeenCalled();
    expect(await isEnabled('https://cms.example')).toBe(false);
    expect(registered).toHaveLength(1);
    await removeSite('https://cms.example:8443');
    expect(fakeBrowser.permissions.remove).toHaveBeenCalledWith({ origins: ['https://cms.example/*'] });
    expect(registered).toEqual([]);
  });
});
