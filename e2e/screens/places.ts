import type { Page } from 'playwright-core';

import type { World } from '../specs/world.ts';
import type { Scene } from './scene.ts';

/** One page that is worth a picture. */
export interface Place {
  /** Begins the names of its pictures. */
  name: string;
  /** What one sees, for the documentation. */
  says: string;
  /** Where it is: below the site's address, or behind # of the extension's own page. */
  at: { site: (world: World) => string } | { console: (scene: Scene) => string } | { own: string };
  /** What is done there before the picture. */
  act?: (page: Page) => Promise<void>;
  /** Only what is in the window, for what lies over a page; otherwise the page to its end. */
  window?: true;
  /** Greatest width, in CSS pixels, of a page that is always small. */
  widest?: number;
}

/** Brings a page to a place, and waits until it has come to rest. */
export async function goTo({ at, act }: Place, page: Page, world: World, scene: Scene): Promise<void> {
  if ('site' in at) {
    await page.goto(world.practice.cms.url + at.site(world));
  } else {
    // Another document, since the address behind # alone keeps what a page has read.
    await page.goto('about:blank');
    // The popup is about the tab in front.
    const front = await world.context.newPage();
    await front.goto(`${world.practice.cms.url}/admin/people`);
    const own = 'own' in at ? at.own : `options.html#/${scene.connection}/${at.console(scene)}`;
    await page.goto(`${world.own}/${own}`);
    await page.locator('h1, h2').first().waitFor();
    await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
    await front.close();
  }
  await act?.(page);
}

const pageOf = (name: string, { practice }: World): string => {
  const user = practice.cms.cms.site.userByName(name);
  if (!user) throw new Error(`the site has no ${name}`);
  return `/user/${user.uid}`;
};

const settledBadges = async (page: Page): Promise<void> => {
  await page.locator('rollcall-strip .strip').first().waitFor();
  await page.locator('rollcall-row .badge').last().waitFor();
};
const settledPanel = async (page: Page): Promise<void> => {
  await page.locator('rollcall-panel .badge').first().waitFor();
};
const openPanel = async (page: Page): Promise<void> => {
  await settledPanel(page);
  await page.locator('rollcall-panel summary').click();
};
const openPlan = async (page: Page): Promise<void> => {
  await settledBadges(page);
  const row = page.locator('tr', { has: page.getByRole('link', { name: 'ann.lee', exact: true }) });
  await row.locator('rollcall-row').getByRole('button').click();
  await page.getByRole('dialog').getByText('ann.lee@agency.example').first().waitFor();
};
const goBack = async (page: Page): Promise<void> => {
  const buttons = page.getByRole('button', { name: /^(Show both sides then|Beide Seiten damals zeigen)/ });
  await buttons.last().click();
  await page.getByText(/^(You are looking at the past|Sie sehen die Vergangenheit)/).waitFor();
};

const tryPull = async (page: Page): Promise<void> => {
  const tester = page.getByRole('group', { name: /^(Try it on a person|An einer Person ausprobieren)/ });
  await tester.getByRole('combobox').fill('maria.lindqvist@harbor.example');
  await tester.locator('.banner').waitFor();
};
const toolFiles = {
  'user-sync-config.yml': `adobe_users:
  connectors: { umapi: connector-umapi.yml }
  exclude_adobe_groups: [_org_admin]
directory_users:
  connectors: { okta: connector-okta.yml }
  groups:
    - directory_group: Harbor staff
      adobe_groups: [Dock planner]
limits: { max_adobe_only_users: 5 }
logging: { log_to_file: True }
`,
  'connector-okta.yml': 'host: harbor.okta.example\napi_token: a-token\nuser_identity_type: federatedID\n',
};
const importPull = async (page: Page): Promise<void> => {
  const files = Object.entries(toolFiles).map(([name, text]) => ({
    name,
    mimeType: 'application/yaml',
    buffer: Buffer.from(text),
  }));
  await page.locator('input[type=file][multiple]').setInputFiles(files);
  await page.locator('tbody tr').first().waitFor();
};

const people = () => '/admin/people';
const here = (place: string) => ({ console: () => place });

/** What stands in the site's own pages and in the browser's toolbar. */
export const onSite: readonly Place[] = [
  {
    name: 'people',
    says: 'People: a badge with its age and one action a row; above the table what both sides held at the last reading.',
    at: { site: people },
    act: settledBadges,
  },
  {
    name: 'plan',
    says: 'The plan of one click: every field, what else happens, and nothing written before the button.',
    at: { site: people },
    act: openPlan,
    window: true,
  },
  {
    name: 'panel',
    says: 'One user: both sides field by field, the last sync step by step, history, freeze and unlink.',
    // The view of a user has the site's own theme, which is never dark.
    at: { site: (world) => `${pageOf('kwame.asante', world)}/edit` },
    act: openPanel,
  },
  {
    name: 'edit',
    says: 'The edit form of a user on whom the two sides disagree.',
    at: { site: (world) => `${pageOf('noor.haddad', world)}/edit` },
    act: settledPanel,
  },
  { name: 'popup', says: 'The toolbar button: this site at a glance.', at: { own: 'popup.html' }, widest: 360 },
];

/** The console's pages, in the order of its menu. */
export const inConsole: readonly Place[] = [
  {
    name: 'overview',
    says: 'Overview: what waits, figures that add up, what needs a look, the last runs.',
    at: here('overview'),
  },
  {
    name: 'users',
    says: 'Users: found by name, mail or login, narrowed by status, ticked for a sync of exactly these.',
    at: here('users'),
  },
  {
    name: 'user',
    says: 'One user: a conflict is settled field by field; every value with its owner and what was last agreed.',
    at: here('user/noor.haddad'),
  },
  {
    name: 'past',
    says: 'The same user as both sides were then, and what changed since.',
    at: here('user/li.wei'),
    act: goBack,
  },
  { name: 'leavers', says: 'Access review: who lost access, and how that is known on each side.', at: here('leavers') },
  {
    name: 'inbox',
    says: 'Inbox: plans, conflicts and failures, each with its cause and next step.',
    at: here('inbox'),
  },
  { name: 'runs', says: 'Runs: what was started by whom, and what came of it.', at: here('runs') },
  {
    name: 'run-waiting',
    says: 'A run that a limit stopped: what would happen, for whom, and what else; approved whole or in part.',
    at: { console: ({ waiting }) => `run/${waiting}` },
  },
  {
    name: 'run-done',
    says: 'A run that is over: each user with what was done and read back.',
    at: { console: ({ done }) => `run/${done}` },
  },
  {
    name: 'activity',
    says: 'Activity: everything done or refused; the list is chained, and checked on request.',
    at: here('activity'),
  },
  {
    name: 'mapping',
    says: 'Mapping: which field fills which, who owns it, and a try on a person before anything is saved.',
    at: here('mapping'),
  },
  {
    name: 'methods',
    says: 'Methods: what each way of syncing may do, what becomes of users, schedules, messages of the site.',
    at: here('methods'),
  },
  { name: 'scope', says: 'Who is included, who is protected, and who is the same person.', at: here('scope') },
  { name: 'groups', says: 'Groups and roles: pairs, and the groups that Okta pushes.', at: here('groups') },
  { name: 'scim-tokens', says: 'SCIM: where Okta calls, and the tokens that let it in.', at: here('scim') },
  {
    name: 'scim-traffic',
    says: 'What Okta asked and was answered, without values about people.',
    at: here('scim/traffic'),
  },
  { name: 'scim-guide', says: 'The way through Okta’s own screens, with every value to copy.', at: here('scim/guide') },
  {
    name: 'scim-settings',
    says: 'What Okta may bring, and what becomes of whom it takes away.',
    at: here('scim/settings'),
  },
  {
    name: 'pull',
    says: 'Pull from Okta: what the last pull read, the look at the next one, and the pull after it.',
    at: here('pull'),
  },
  {
    name: 'pull-settings',
    says: 'Whom a pull reads, which groups give which roles, and a try on one user before anything is saved.',
    at: here('pull/settings'),
    act: tryPull,
  },
  {
    name: 'pull-import',
    says: 'The files of Adobe’s User Sync Tool: what becomes of each key.',
    at: here('pull/import'),
    act: importPull,
  },
  { name: 'brakes', says: 'Limits: how much one run may change before it waits for a person.', at: here('brakes') },
  { name: 'sites', says: 'Connection: both sides with their sign-ins.', at: here('sites') },
  { name: 'alerts', says: 'Alerts: who is told when something goes wrong.', at: here('alerts') },
  { name: 'clients', says: 'Browsers that may use this agent, with their roles.', at: here('clients') },
  { name: 'health', says: 'Health: every part with a way to mend it.', at: here('health') },
  { name: 'support', says: 'The support bundle: every line that would leave this computer.', at: here('support') },
  {
    name: 'browser',
    says: 'This browser: the agent it is paired with, and its sites.',
    at: { own: 'options.html#/browser' },
  },
];

/** The steps of the set-up. */
export const inSetUp: readonly Place[] = [
  { name: 'setup-connect', says: 'The set-up: agent and site.', at: here('setup/connect') },
  { name: 'setup-direction', says: 'Which way changes travel.', at: here('setup/direction') },
  { name: 'setup-okta', says: 'Signing in to Okta.', at: here('setup/okta') },
  { name: 'setup-methods', says: 'What starts a sync, and what it may do.', at: here('setup/methods') },
  { name: 'setup-site', says: 'Signing in to the site.', at: here('setup/site') },
  {
    name: 'setup-report',
    says: 'The first report: what Rollcall found; nothing is written.',
    at: here('setup/report'),
  },
];

/** Everything that the documentation shows, in its order. */
export const places: readonly Place[] = [...onSite, ...inConsole, ...inSetUp];
