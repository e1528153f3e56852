import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { BrowserContext } from 'playwright-core';
import { buildExtension, findBrowser, openPeoplePage } from './browser.ts';
import { startPractice } from './practice.ts';
import { connectScimApp } from './scim.ts';
import type { Practice } from './practice.ts';

/**
 * Practice mode: an Okta look-alike, a small CMS and the agent between them, and where there is a display a browser
 * with the extension loaded and paired. Everything listens on 127.0.0.1 and keeps its state until the folder is removed.
 */

const { values } = parseArgs({
  options: {
    home: { type: 'string' },
    users: { type: 'string', default: '40' },
    report: { type: 'boolean', default: false },
    scim: { type: 'boolean', default: false },
    'no-browser': { type: 'boolean', default: false },
  },
});
const home = path.resolve(values.home ?? path.join(import.meta.dirname, '..', '..', '.practice'));

console.log('Starting practice mode …');
const practice = await startPractice({
  home,
  // The same addresses each time, so that links and the browser's pairing stay good.
  ports: { org: 21490, cms: 21491 },
  users: Number(values.users),
  mode: values.report ? 'report' : 'live',
}).catch(tellTaken);
const scimPage = await openToScim(practice);
printAddresses(practice, scimPage);
const browser = values['no-browser'] ? null : await tryBrowser(practice);

const end = async (): Promise<void> => {
  console.log('\nEnding practice mode …');
  await browser?.close().catch(() => undefined);
  await practice.close();
  process.exit(0);
};
process.once('SIGINT', () => void end());
process.once('SIGTERM', () => void end());

/** A port of practice mode that another program has is mostly practice mode itself. */
function tellTaken(error: unknown): never {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
  console.error('Practice mode runs already, or another program has its ports 21490 and 21491. End that one first.');
  process.exit(1);
}

function printAddresses({ org, cms, agent }: Practice, scim: string | null): void {
  const { code } = agent.pairingCode();
  console.log(`
Rollcall practice mode is running. Nothing here talks to a real Okta org.

  The site         ${cms.url}/admin/people
                   sign in as ${cms.user} with ${cms.password}
  The practice org ${org.peopleUrl}
                   what Okta would hold, with groups and log${scim === null ? '' : asScimClient(scim)}
  The agent        ${agent.api}   (agent ${agent.agentId})
  Pairing code     ${code}   (for five minutes; "npx rollcall pair --home ${path.join(home, 'agent')}" makes a new one)

  In a terminal    npx rollcall status --home ${path.join(home, 'agent')}
  State            ${home}   (remove it to begin anew)

Ctrl-C ends it.
`);
}

function asScimClient(page: string): string {
  return `
  SCIM             ${page}
                   the org calls the agent as Okta does: press Test API Credentials there, then
                   Assignments, and assign a person or the group Everyone`;
}

/** Listens for a SCIM client while there is a token; with `--scim` the practice org is that client, at the page answered. */
async function openToScim({ org, agent, call, connection }: Practice): Promise<string | null> {
  const listen = { agent, port: 21480 };
  const [known] = org.org.state.scim.all();
  if (known === undefined && values.scim) {
    const app = await connectScimApp({ org, call, connection, listen, direction: 'both' });
    return `${org.url}/apps/${app.id}`;
  }
  await agent.services.listener.serve({ port: listen.port });
  return known === undefined ? null : `${org.url}/apps/${known.id}`;
}

async function tryBrowser(running: Practice): Promise<BrowserContext | null> {
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  const executable = findBrowser();
  if (!hasDisplay || executable === null) {
    const reason = hasDisplay ? 'no Chromium was found' : 'there is no display';
    const folder = path.join(import.meta.dirname, '..', '..', 'extension', '.output', 'chrome-mv3');
    if (!existsSync(folder)) await buildExtension();
    console.log(`No browser was opened, since ${reason}. To use your own: open chrome://extensions, switch on
Developer mode, "Load unpacked", choose ${folder},
then open its options page and enter the pairing code.`);
    return null;
  }
  console.log('Building the extension and opening a browser with it …');
  try {
    const opened = await openPeoplePage(running, { executable, headless: false, profile: path.join(home, 'browser') });
    console.log('The browser shows the People page: press Sync beside a user.');
    return opened.context;
  } catch (error) {
    // Practice mode is worth having without a browser of its own.
    console.error('The browser could not be prepared; the addresses above work in your own.', error);
    return null;
  }
}
