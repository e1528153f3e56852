import type { Page } from 'playwright-core';

import type { World } from '../specs/world.ts';
import type { Scene } from './scene.ts';

/** One page that is worth a picture. */
export interface Place {
  name: string;
  /** Only what is in the window, for what lies over a page; otherwise the page to its end. */
  window?: true;
  /** Greatest width, in CSS pixels, of a page that is always small. */
  widest?: number;
  /** Brings the page there and waits until it has come to rest; a picture in another width opens it anew. */
  open(page: Page, world: World, scene: Scene): Promise<void>;
}

const onConsole = (name: string, address: (scene: Scene) => string, act?: (page: Page) => Promise<void>): Place => ({
  name,
  async open(page, { own }, scene) {
    // Another document, since the address behind # alone keeps what a page has read.
    await page.goto('about:blank');
    await page.goto(`${own}/options.html#/${address(scene)}`);
    await page.locator('main h1').waitFor();
    await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
    await act?.(page);
  },
});

const ofConnection = (name: string, place = name): Place =>
  onConsole(name, ({ connection }) => `${connection}/${place}`);

const onSite = (name: string, path: (world: World) => string, act: (page: Page) => Promise<void>): Place => ({
  name,
  async open(page, world) {
    await page.goto(world.practice.cms.url + path(world));
    await act(page);
  },
});

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

/** Everything that the documentation shows, in its order. */
export const places: readonly Place[] = [
  onSite('people', () => '/admin/people', settledBadges),
  {
    ...onSite(
      'plan',
      () => '/admin/people',
      async (page) => {
        await settledBadges(page);
        const row = page.locator('tr', { has: page.getByRole('link', { name: 'ann.lee', exact: true }) });
        await row.locator('rollcall-row').getByRole('button').click();
        await page.getByRole('dialog').getByText('ann.lee@agency.example').first().waitFor();
      },
    ),
    window: true,
  },
  onSite('panel', (world) => pageOf('kwame.asante', world), settledPanel),
  onSite('edit', (world) => `${pageOf('noor.haddad', world)}/edit`, settledPanel),
  {
    name: 'popup',
    widest: 360,
    async open(page, world) {
      await page.goto(`${world.own}/popup.html`);
      await page.locator('h1, h2').first().waitFor();
    },
  },
  ofConnection('overview'),
  ofConnection('users'),
  ofConnection('user', 'user/noor.haddad'),
  onConsole(
    'past',
    ({ connection }) => `${connection}/user/li.wei`,
    async (page) => {
      await page
        .getByRole('button', { name: /^(Show both sides then|Beide Seiten damals zeigen)/ })
        .last()
        .click();
      await page.getByText(/^(You are looking at the past|Sie sehen die Vergangenheit)/).waitFor();
    },
  ),
  ofConnection('leavers'),
  ofConnection('inbox'),
  ofConnection('runs'),
  onConsole('run-waiting', ({ connection, waiting }) => `${connection}/run/${waiting}`),
  onConsole('run-done', ({ connection, done }) => `${connection}/run/${done}`),
  ofConnection('activity'),
  ofConnection('mapping'),
  ofConnection('methods'),
  ofConnection('scope'),
  ofConnection('groups'),
  ...['tokens', 'traffic', 'guide', 'settings'].map((view) => ofConnection(`scim-${view}`, `scim/${view}`)),
  ofConnection('brakes'),
  ofConnection('sites'),
  ofConnection('alerts'),
  ofConnection('clients'),
  ofConnection('health'),
  ofConnection('support'),
  onConsole('browser', () => 'browser'),
  ...['connect', 'direction', 'okta', 'methods', 'site', 'report'].map((step) =>
    ofConnection(`setup-${step}`, `setup/${step}`),
  ),
];
