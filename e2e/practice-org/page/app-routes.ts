import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { comparisons, dialects, features } from '../apps/app.ts';
import { assignGroup, assignUser, unassignGroup, unassignUser } from '../apps/assign.ts';
import { createPush, createRule, pushNow, removeRule, setPushStatus, unlinkPush } from '../apps/push.ts';
import { createScimApp, namedApp, removeScimApp, setAppStatus } from '../apps/routes.ts';
import type { Env } from '../http/env.ts';
import { notFound, OktaError, validationFailed } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { saveConnection, testConnection, type ConnectionChange } from '../scim/connect.ts';
import { ScimProblem } from '../scim/http.ts';
import { confirmImport, importNow } from '../scim/import.ts';
import type { Provisioner } from '../scim/provisioner.ts';
import { appsPage, connectionPage } from './app-connection.ts';
import { groupsOfApp } from './app-groups.ts';
import { peopleOfApp } from './app-people.ts';
import { importOfApp, requestsOfApp, tasksOfApp } from './app-tasks.ts';
import { wordsOf, type AppVisit } from './app-view.ts';
import type { AppTab } from './app-words.ts';
import type { Notice } from './person.ts';
import { count, pageCaller, visitOf, type Html } from './view.ts';

interface Parts {
  readonly org: Org;
  readonly provisioner: Provisioner;
}

const pages: Readonly<Record<AppTab, (visit: AppVisit, notice: Notice | null) => Html>> = {
  connection: (visit, notice) => connectionPage(visit, notice),
  people: peopleOfApp,
  groups: groupsOfApp,
  import: importOfApp,
  tasks: tasksOfApp,
  requests: requestsOfApp,
};

/** The application pages: what Okta's Admin Console has for an app with provisioning, in small. */
export function appPageRoutes(parts: Parts): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/apps', (c) => c.html(appsPage(visitOf(parts.org, c))));
  app.post('/apps', async (c) => {
    const label = (await formOf(c)).get('label')?.trim() ?? '';
    const made = createScimApp(parts.org, pageCaller(visitOf(parts.org, c)), { label: label || 'SCIM app' });
    return c.redirect(`/apps/${made.id}`, 303);
  });
  app.get('/apps/:id', (c) => c.html(connectionPage(appVisit(parts, c), null)));
  app.get('/apps/:id/:tab', (c) => {
    const tab = c.req.param('tab');
    if (!isTab(tab)) throw new OktaError('E0000008');
    return c.html(pages[tab](appVisit(parts, c), null));
  });
  app.post('/apps/:id/connection', async (c) => {
    const form = await formOf(c);
    const change = connectionOf(form);
    // The token that was typed is not put back into the page.
    const { token: _token, ...shown } = change;
    return answer(appVisit(parts, c), { tab: 'connection', shown }, async (visit) => {
      const tested = await testConnection(parts, visit.app, change);
      if (form.get('do') !== 'save' || !tested.ok) return { text: tested.text, isBad: !tested.ok };
      saveConnection(parts, visit.app, change);
      return { text: `${wordsOf(visit).saved} ${tested.text}`, isBad: false };
    });
  });
  for (const [path, { tab, run }] of Object.entries(actions))
    app.post(`/apps/:id/${path}`, async (c) => {
      const form = await formOf(c);
      return answer(appVisit(parts, c), { tab }, (visit) => run({ ...parts, visit, form }));
    });
  app.post('/apps/:id/remove', (c) => {
    const visit = appVisit(parts, c);
    removeScimApp(parts.org, pageCaller(visit), visit.app);
    return c.redirect('/apps', 303);
  });
  return app;
}

interface Act extends Parts {
  readonly visit: AppVisit;
  readonly form: URLSearchParams;
}

interface Action {
  readonly tab: AppTab;
  /** Does what the form asks for; answers what is to be told, if anything. */
  readonly run: (act: Act) => Notice | null | Promise<Notice | null>;
}

const done = (text: string): Notice => ({ text, isBad: false });

const actions: Readonly<Record<string, Action>> = {
  activate: { tab: 'connection', run: (act) => silently(() => setAppStatus(act, act.visit.app, 'ACTIVE')) },
  deactivate: { tab: 'connection', run: (act) => silently(() => setAppStatus(act, act.visit.app, 'INACTIVE')) },
  assign: { tab: 'people', run: (act) => silently(() => assign(act)) },
  unassign: {
    tab: 'people',
    run: ({ org, visit, form }) =>
      silently(() => {
        const user = known(org.state.users.byId(form.get('user') ?? ''), form.get('user'), 'User');
        unassignUser({ org, caller: pageCaller(visit), app: visit.app, user });
      }),
  },
  'assign-group': {
    tab: 'people',
    run: (act) => silently(() => assignGroup(act.org, pageCaller(act.visit), groupIn(act))),
  },
  'unassign-group': {
    tab: 'people',
    run: (act) => silently(() => unassignGroup(act.org, pageCaller(act.visit), groupIn(act))),
  },
  provision: {
    tab: 'people',
    run: ({ provisioner, visit }) =>
      done(wordsOf(visit).provisioned(count(visit, provisioner.provisionAll(visit.app)))),
  },
  push: {
    tab: 'groups',
    run: (act) =>
      silently(() => {
        const targetName = act.form.get('targetName')?.trim() || null;
        createPush(act.org, pageCaller(act.visit), { ...groupIn(act), targetName, status: 'ACTIVE' });
      }),
  },
  'push/now': { tab: 'groups', run: (act) => silently(() => pushNow(act.org, pushIn(act))) },
  'push/on': { tab: 'groups', run: (act) => silently(() => setPushStatus(act.org, pushIn(act), 'ACTIVE')) },
  'push/off': { tab: 'groups', run: (act) => silently(() => setPushStatus(act.org, pushIn(act), 'INACTIVE')) },
  'push/leave': {
    tab: 'groups',
    run: (act) => silently(() => unlinkPush(act.org, pushIn(act), { deleteTarget: false })),
  },
  'push/delete': {
    tab: 'groups',
    run: (act) => silently(() => unlinkPush(act.org, pushIn(act), { deleteTarget: true })),
  },
  rule: { tab: 'groups', run: (act) => silently(() => addRule(act)) },
  'rule/remove': {
    tab: 'groups',
    run: ({ org, visit, form }) =>
      silently(() => {
        const rule = org.state.scim.rulesOf(visit.app.id).find(({ id }) => id === form.get('rule'));
        removeRule(org, known(rule, form.get('rule'), 'GroupPushRule'), { deleteTarget: false });
      }),
  },
  import: {
    tab: 'import',
    run: async (act) => {
      await importNow(act, act.visit.app);
      return null;
    },
  },
  'import/confirm': {
    tab: 'import',
    run: async (act) => {
      const { visit, form } = act;
      const { linked, created, refused } = await confirmImport(act, visit.app, form.getAll('id'));
      const told = wordsOf(visit).confirmed(count(visit, linked), count(visit, created));
      return { text: [told, ...refused].join(' '), isBad: refused.length > 0 };
    },
  },
  retry: {
    tab: 'tasks',
    run: ({ provisioner, visit, form }) => silently(() => provisioner.retry(visit.app, form.get('only') ?? undefined)),
  },
  clear: { tab: 'requests', run: ({ provisioner, visit }) => silently(() => provisioner.requests.clear(visit.app.id)) },
};

function silently(work: () => unknown): null {
  work();
  return null;
}

/** Where nothing is to be told the page is fetched anew, so that reloading it repeats nothing. */
async function answer(
  visit: AppVisit,
  { tab, shown }: { readonly tab: AppTab; readonly shown?: ConnectionChange },
  run: (visit: AppVisit) => Notice | null | Promise<Notice | null>,
): Promise<Response> {
  const { c } = visit;
  const place = tab === 'connection' ? `/apps/${visit.app.id}` : `/apps/${visit.app.id}/${tab}`;
  try {
    const notice = await run(visit);
    if (notice === null) return c.redirect(place, 303);
    return c.html(draw(visit, tab, notice, notice.isBad ? shown : undefined));
  } catch (error) {
    if (!(error instanceof OktaError) && !(error instanceof ScimProblem)) throw error;
    const text = error instanceof OktaError ? error.causes.join(' ') || error.message : error.message;
    const notice = { text: `${visit.words.refused}: ${text}`, isBad: true };
    return c.html(draw(visit, tab, notice, shown), error instanceof OktaError ? error.status : 502);
  }
}

function draw(visit: AppVisit, tab: AppTab, notice: Notice, shown: ConnectionChange | undefined): Html {
  const fresh = { ...visit, app: visit.org.state.scim.byId(visit.app.id) ?? visit.app };
  return tab === 'connection' ? connectionPage(fresh, notice, shown) : pages[tab](fresh, notice);
}

function appVisit({ org, provisioner }: Parts, c: Context<Env>): AppVisit {
  const visit = visitOf(org, c);
  return { ...visit, app: namedApp(org, c), provisioner, appWords: wordsOf(visit) };
}

async function formOf(c: Context<Env>): Promise<URLSearchParams> {
  return new URLSearchParams(await c.req.text());
}

function isTab(name: string): name is AppTab {
  return Object.hasOwn(pages, name);
}

function known<T>(found: T | undefined, id: string | null, kind: string): T {
  if (found === undefined) throw notFound(id ?? '', kind);
  return found;
}

function groupIn({ org, visit, form }: Act) {
  const id = form.get('group') ?? '';
  return { app: visit.app, group: known(org.state.groups.byId(id), id, 'UserGroup') };
}

function pushIn({ org, visit, form }: Act) {
  const id = form.get('push') ?? '';
  return known(org.state.scim.push(visit.app.id, id), id, 'GroupPushMapping');
}

function assign({ org, visit, form }: Act): void {
  const login = form.get('login')?.trim() ?? '';
  const userName = form.get('userName')?.trim() ?? '';
  const user = known(org.state.users.byLogin(login), login, 'User');
  assignUser({ org, caller: pageCaller(visit), app: visit.app, user }, userName === '' ? {} : { userName });
}

function addRule({ org, visit, form }: Act): void {
  const comparison = comparisons.find((one) => one === form.get('comparison')) ?? 'startsWith';
  const [name = '', value = ''] = [form.get('name')?.trim(), form.get('value')?.trim()];
  if (name === '' || value === '') throw validationFailed(['name: The field cannot be left blank']);
  createRule(org, visit.app, { name, comparison, value });
}

const customLine = z.string().regex(/^[A-Za-z]\w*\s+urn:\S+$/);

function connectionOf(form: URLSearchParams): ConnectionChange {
  const ticked = form.getAll('feature');
  const lines = (form.get('custom') ?? '').split('\n').map((line) => line.trim());
  const custom = lines
    .filter((line) => line !== '')
    .map((line) => {
      if (!customLine.safeParse(line).success) throw validationFailed([`custom: “${line}” is not a name and a URN`]);
      const [name = '', urn = ''] = line.split(/\s+/);
      return { name, urn };
    });
  return {
    baseUrl: form.get('baseUrl')?.trim() ?? '',
    token: form.get('token')?.trim() ?? '',
    dialect: dialects.find((one) => one === form.get('dialect')) ?? 'patch',
    features: features.filter((one) => ticked.includes(one)),
    custom,
  };
}
