import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { allow, originOf, readBody, readText, type Env } from '../http/env.ts';
import { readLimit, readSeq, setLinks, takePage } from '../http/paging.ts';
import { newId } from '../id.ts';
import type { Caller } from '../access/caller.ts';
import { notFound, OktaError } from '../okta-error.ts';
import type { Org } from '../org.ts';
import type { Provisioner } from '../scim/provisioner.ts';
import type { ScimApp } from './app.ts';
import { appParty } from './assign.ts';
import { toApp } from './view.ts';

const appSchema = z.object({
  name: z.string().default('scim2testapp'),
  label: z.string().trim().min(1).max(100),
  signOnMode: z.string().default('BROWSER_PLUGIN'),
});

/** The Applications API below `/api/v1/apps` for apps that a person has set up; service apps are kept elsewhere. */
export function appRoutes(org: Org, provisioner: Provisioner): Hono<Env> {
  const app = new Hono<Env>();
  const read = allow('apps', 'read');
  const manage = allow('apps', 'manage');

  app.get('/', read, (c) => {
    const limit = readLimit(c, { usual: 200, most: 200 });
    const q = readText(c, 'q')?.toLowerCase() ?? '';
    const seq = readSeq(c.req.query('after'));
    const found = org.state.scim.all().filter((one) => one.seq > seq && one.label.toLowerCase().startsWith(q));
    const page = takePage(found, limit, (one) => ({ seq: one.seq }));
    setLinks(c, limit, page.next);
    return c.json(page.items.map((one) => toApp(one, originOf(c))));
  });

  app.post('/', manage, async (c) => {
    const isActive = c.req.query('activate') !== 'false';
    const made = createScimApp(org, c.get('caller'), { ...(await readBody(c, appSchema)), isActive });
    return c.json(toApp(made, originOf(c)));
  });

  app.get('/:id', read, (c) => c.json(toApp(namedApp(org, c), originOf(c))));

  app.put('/:id', manage, async (c) => {
    const { label } = await readBody(c, appSchema);
    const changed = { ...namedApp(org, c), label, lastUpdated: org.now() };
    org.state.commit({ kind: 'scimApp', app: changed });
    return c.json(toApp(changed, originOf(c)));
  });

  app.delete('/:id', manage, (c) => {
    removeScimApp(org, c.get('caller'), namedApp(org, c));
    return c.body(null, 204);
  });

  app.post('/:id/lifecycle/:operation', manage, (c) => {
    const operation = c.req.param('operation');
    if (operation !== 'activate' && operation !== 'deactivate') throw new OktaError('E0000008');
    setAppStatus({ org, provisioner }, namedApp(org, c), operation === 'activate' ? 'ACTIVE' : 'INACTIVE');
    return c.json({});
  });
  return app;
}

interface NewApp {
  readonly name?: string;
  readonly label: string;
  readonly signOnMode?: string;
  readonly isActive?: boolean;
}

/** Adds an app to the org, without a SCIM connection. */
export function createScimApp(org: Org, caller: Caller, given: NewApp): ScimApp {
  const now = org.now();
  const app: ScimApp = {
    id: newId('0oa'),
    seq: org.state.nextSeq(),
    name: given.name ?? 'scim2testapp',
    label: given.label,
    signOnMode: given.signOnMode ?? 'BROWSER_PLUGIN',
    status: given.isActive === false ? 'INACTIVE' : 'ACTIVE',
    created: now,
    lastUpdated: now,
    connection: null,
  };
  org.state.commit({ kind: 'scimApp', app });
  record(org, caller, app, ['application.lifecycle.create', 'Create application']);
  return app;
}

/** Removes an app that is INACTIVE, with all assignments and without a word to the other side. Throws E0000056. */
export function removeScimApp(org: Org, caller: Caller, app: ScimApp): void {
  if (app.status !== 'INACTIVE') throw new OktaError('E0000056');
  org.state.commit({ kind: 'scimAppGone', id: app.id });
  record(org, caller, app, ['application.lifecycle.delete', 'Delete application']);
}

/** Switches an app on or off; an inactive one sends nothing, and catches up when it is on again. */
export function setAppStatus(
  { org, provisioner }: { readonly org: Org; readonly provisioner: Provisioner },
  app: ScimApp,
  status: ScimApp['status'],
): void {
  const changed = { ...app, status, lastUpdated: org.now() };
  org.state.commit({ kind: 'scimApp', app: changed });
  provisioner.resume(changed);
}

/** The app a path names. Throws E0000007. */
export function namedApp(org: Org, c: Context<Env>): ScimApp {
  const id = c.req.param('id') ?? '';
  const app = org.state.scim.byId(id);
  if (app === undefined) throw notFound(id, 'AppInstance');
  return app;
}

function record(org: Org, caller: Caller, app: ScimApp, [eventType, message]: readonly [string, string]): void {
  org.log.record(caller, { eventType, message, target: [appParty(app)] });
}
