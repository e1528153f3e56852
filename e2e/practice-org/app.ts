import { Hono, type Context } from 'hono';
import { authenticate } from './access/authenticate.ts';
import { createSeenOnce } from './access/seen-once.ts';
import { tokenRoutes } from './access/token-endpoint.ts';
import { assignmentRoutes } from './apps/assignment-routes.ts';
import { pushRoutes } from './apps/push-routes.ts';
import { appRoutes } from './apps/routes.ts';
import { groupRoutes } from './groups/routes.ts';
import { ruleRoutes } from './groups/rules.ts';
import { createEdge } from './http/edge.ts';
import type { Env } from './http/env.ts';
import { answerError, unknown } from './http/errors.ts';
import { createFaults } from './http/faults.ts';
import { createRateLimits, type LimitOptions, type Plan } from './http/limits.ts';
import { createMeter } from './http/stats.ts';
import { logRoutes } from './log/routes.ts';
import { OktaError } from './okta-error.ts';
import { orgRoutes } from './org-routes.ts';
import { openOrg, type Org, type OrgOptions } from './org.ts';
import { errorPage, pageRoutes } from './page/routes.ts';
import { authnRoutes } from './password/authn.ts';
import { createImportHook, type ImportHook } from './password/import-hook.ts';
import { policyRoutes } from './password/policy-routes.ts';
import { credentialRoutes } from './password/routes.ts';
import { practiceRoutes, resetAll } from './practice/routes.ts';
import { scimRoutes } from './practice/scim-routes.ts';
import { createProvisioner, type Provisioner, type ProvisionerOptions } from './scim/provisioner.ts';
import { schemaRoutes } from './schema/routes.ts';
import { settleActivations } from './users/change.ts';
import { userRoutes } from './users/routes.ts';

export interface PracticeOrgOptions extends OrgOptions {
  /** Whose rate limits hold; `off` is none. */
  readonly limits?: Plan | undefined;
  /** The part of a limit that one token or app may use; Okta's default is half. */
  readonly tokenShare?: number | undefined;
  /** How the org calls other systems as Okta's SCIM client. */
  readonly scim?: ProvisionerOptions | undefined;
}

/** A practice org without a socket: call it through `app.request()`, or serve `app.fetch`. */
export interface PracticeOrg {
  readonly org: Org;
  readonly provisioner: Provisioner;
  readonly app: Hono<Env>;
  close(): Promise<void>;
}

export async function createPracticeOrg(options: PracticeOrgOptions = {}): Promise<PracticeOrg> {
  const org = await openOrg(options);
  const provisioner = createProvisioner(org, options.scim);
  org.onPassword((userId, password) => provisioner.hear(userId, password));
  const limitOptions: LimitOptions = { plan: options.limits ?? 'off', tokenShare: options.tokenShare ?? 0.5 };
  const parts = {
    org,
    faults: createFaults(),
    limits: createRateLimits(limitOptions, org.clock),
    meter: createMeter(),
    options: limitOptions,
  };
  const app = new Hono<Env>();
  const toPage = (c: Context<Env>, error: OktaError) => errorPage(org, c, error);
  app.onError((error, c) => answerError(error, c, toPage));
  app.notFound((c) => answerError(unknown(c, app.routes), c, toPage));
  app.use(createEdge(parts));
  app.use(async (_, next) => {
    settleActivations(org);
    await next();
  });
  const importHook = createImportHook();
  app.route('/practice/password-hook', importHook.routes);
  app.route('/practice/scim', scimRoutes({ org, provisioner }));
  app.route('/practice', practiceRoutes(parts));
  app.route('/', pageRoutes(org, { limits: parts.limits, provisioner, reset: () => resetAll(parts) }));
  addApiRoutes(org, importHook, app);
  for (const routes of [appRoutes(org, provisioner), assignmentRoutes(org), pushRoutes(org)])
    app.route('/api/v1/apps', routes);
  return {
    org,
    provisioner,
    app,
    close: async () => {
      await provisioner.close();
      await org.close();
    },
  };
}

/** What a real org has too: the token endpoint, sign-in, and behind a token the management API. */
function addApiRoutes(org: Org, importHook: ImportHook, app: Hono<Env>): void {
  const seen = createSeenOnce(org.clock);
  app.route('/', tokenRoutes(org, seen));
  app.use('/api/v1/*', async (c, next) => {
    if (org.behaviour.readOnly && c.req.method !== 'GET') throw new OktaError('E0000010');
    await next();
  });
  app.route('/api/v1/authn', authnRoutes(org, importHook));
  app.use('/api/v1/*', authenticate(org, seen));
  app.route('/api/v1/users', credentialRoutes(org));
  app.route('/api/v1/users', userRoutes(org));
  app.route('/api/v1/groups/rules', ruleRoutes(org));
  app.route('/api/v1/groups', groupRoutes(org));
  app.route('/api/v1/meta', schemaRoutes(org));
  app.route('/api/v1/logs', logRoutes(org));
  app.route('/api/v1/org', orgRoutes(org));
  app.route('/api/v1/policies', policyRoutes(org));
}
