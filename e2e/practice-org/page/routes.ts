import { readFileSync } from 'node:fs';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import { joinGroup, leaveGroup } from '../groups/membership.ts';
import type { Env } from '../http/env.ts';
import type { RateLimits } from '../http/limits.ts';
import type { Group, User } from '../model.ts';
import { notFound, OktaError } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { createUser } from '../users/create.ts';
import { performOperation } from '../users/lifecycle.ts';
import { eraseUser } from '../users/remove.ts';
import { updateUser } from '../users/update.ts';
import type { Provisioner } from '../scim/provisioner.ts';
import { appPageRoutes } from './app-routes.ts';
import { groupPage, groupsPage } from './groups.ts';
import { logPage } from './log.ts';
import { peoplePage } from './people.ts';
import { deletePage, editable, isByHand, newPersonPage, noticeOf, personPage } from './person.ts';
import { layout, nameOf, pageCaller, visitOf, type Html, type Visit } from './view.ts';

const stylesheet = readFileSync(new URL('practice.css', import.meta.url), 'utf8');

/** No script, nothing from elsewhere, in no frame. */
const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  c.header(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  c.header('X-Content-Type-Options', 'nosniff');
  c.header('Cache-Control', 'no-store');
};

interface PageParts {
  readonly limits: RateLimits;
  readonly provisioner: Provisioner;
  readonly reset: () => void;
}

/** The People pages: what Okta's Admin Console is to a real org, in small. */
export function pageRoutes(org: Org, parts: PageParts): Hono<Env> {
  const app = new Hono<Env>();
  for (const path of ['/', '/people/*', '/people', '/groups', '/groups/*', '/apps', '/apps/*', '/log', '/reset'])
    app.use(path, securityHeaders);

  app.get('/practice.css', (c) => c.body(stylesheet, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/', (c) => c.html(peoplePage(visitOf(org, c), parts.limits)));
  app.get('/groups', (c) => c.html(groupsPage(visitOf(org, c))));
  app.get('/groups/:id', (c) => c.html(groupPage(visitOf(org, c), groupNamed(org, c.req.param('id')))));
  app.get('/log', (c) => c.html(logPage(visitOf(org, c))));
  app.get('/reset', (c) => c.html(resetPage(visitOf(org, c))));
  app.post('/reset', (c) => {
    parts.reset();
    return c.redirect('/', 303);
  });
  addPersonRoutes(org, app);
  app.route('/', appPageRoutes({ org, provisioner: parts.provisioner }));
  return app;
}

function addPersonRoutes(org: Org, app: Hono<Env>): void {
  app.get('/people/new', (c) => c.html(newPersonPage(visitOf(org, c), {}, null)));
  app.post('/people', (c) => addPerson(visitOf(org, c)));
  app.get('/people/:id', (c) => {
    const visit = visitOf(org, c);
    const user = userNamed(org, c);
    const isDone = c.req.query('done') !== undefined;
    const notice = isDone ? { text: visit.words.done(nameOf(user), user.status), isBad: false } : null;
    return c.html(personPage(visit, user, notice));
  });
  app.get('/people/:id/delete', (c) => c.html(deletePage(visitOf(org, c), userNamed(org, c))));
  app.post('/people/:id/delete', (c) => {
    eraseUser(org, pageCaller(visitOf(org, c)), userNamed(org, c));
    return c.redirect('/', 303);
  });
  app.post('/people/:id/:action', async (c) => {
    const visit = visitOf(org, c);
    const user = userNamed(org, c);
    try {
      await act(visit, user, c.req.param('action'));
    } catch (error) {
      if (!(error instanceof OktaError)) throw error;
      return c.html(personPage(visit, userNamed(org, c), refusal(visit, error)), error.status);
    }
    return c.redirect(`/people/${user.id}?done`, 303);
  });
}

/** Carries out what a button or form of the person page asks for. */
async function act(visit: Visit, user: User, action: string): Promise<void> {
  const { org } = visit;
  const caller = pageCaller(visit);
  const form = await formOf(visit);
  const update = { id: user.id, replace: false, ifMatch: undefined };
  if (isByHand(action)) {
    performOperation(action, { org, caller, user, sendEmail: true });
  } else if (action === 'profile') {
    await updateUser(org, caller, { ...update, body: { profile: profileOf(form) } });
  } else if (action === 'password') {
    await updateUser(org, caller, {
      ...update,
      body: { credentials: { password: { value: form['password'] ?? '' } } },
    });
  } else if (action === 'join' || action === 'leave') {
    const change = action === 'join' ? joinGroup : leaveGroup;
    change({ org, caller, group: groupNamed(org, form['group'] ?? ''), user });
  } else {
    throw new OktaError('E0000008');
  }
}

async function addPerson(visit: Visit): Promise<Response> {
  const { org, c } = visit;
  const { password = '', activate, ...fields } = await formOf(visit);
  const credentials = password === '' ? undefined : { password: { value: password } };
  try {
    const user = await createUser(org, pageCaller(visit), {
      body: { profile: profileOf(fields), credentials },
      activate: activate === 'true',
      provider: false,
      nextLogin: undefined,
    });
    return c.redirect(`/people/${user.id}?done`, 303);
  } catch (error) {
    if (!(error instanceof OktaError)) throw error;
    return c.html(newPersonPage(visit, fields, refusal(visit, error)), error.status);
  }
}

/** The fields of a form that are text; an empty one removes the value. */
function profileOf(form: Readonly<Record<string, string>>): Record<string, string | null> {
  return Object.fromEntries(
    editable.flatMap((name) => (form[name] === undefined ? [] : [[name, form[name].trim() || null]])),
  );
}

async function formOf({ c }: Visit): Promise<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(await c.req.text()));
}

function refusal({ words: w }: Visit, error: OktaError) {
  return { text: `${w.refused}: ${error.causes.join(' ') || error.message} (${error.code})`, isBad: true };
}

function userNamed(org: Org, c: Context<Env>): User {
  const id = c.req.param('id') ?? '';
  const user = org.state.users.byId(id);
  if (user === undefined) throw notFound(id, 'User');
  return user;
}

function groupNamed(org: Org, id: string): Group {
  const group = org.state.groups.byId(id);
  if (group === undefined) throw notFound(id, 'UserGroup');
  return group;
}

function resetPage(visit: Visit): Html {
  const { words: w } = visit;
  const body = html`
    <h1>${w.resetQuestion}</h1>
    <p>${w.resetEffect}</p>
    <form class="row" method="post" action="/reset">
      <button class="btn danger">${w.reset}</button><a class="btn" href="/">${w.keep}</a>
    </form>
  `;
  return layout(visit, { title: w.reset, current: null, body });
}

/** A page for what went wrong, instead of the API's JSON. */
export function errorPage(org: Org, c: Context<Env>, error: OktaError): Html {
  const visit = visitOf(org, c);
  const { words: w } = visit;
  const text = error.code === 'E0000008' ? w.notFound : error.message;
  const body = html`<h1>${w.refused}</h1>
    ${noticeOf({ text: `${text} (${error.code})`, isBad: true })}
    <p><a class="btn" href="/">${w.people}</a></p>`;
  return layout(visit, { title: w.refused, current: null, body });
}
