import { Hono } from 'hono';
import { allow, originOf, type Env } from '../http/env.ts';
import { notFound, OktaError } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { passwordPolicy } from './policy.ts';

const policyTypes = ['PASSWORD', 'OKTA_SIGN_ON', 'MFA_ENROLL', 'ACCESS_POLICY', 'PROFILE_ENROLLMENT', 'IDP_DISCOVERY'];

/** Policies below `/api/v1/policies`: the org has one, for passwords. */
export function policyRoutes(org: Org): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/', allow('policies', 'read'), (c) => {
    const type = c.req.query('type') ?? '';
    if (!policyTypes.includes(type)) throw new OktaError('E0000002', { args: ['type'] });
    return c.json(type === 'PASSWORD' ? [toPolicy(org, originOf(c))] : []);
  });
  app.get('/:id', allow('policies', 'read'), (c) => {
    if (c.req.param('id') !== policyId(org)) throw notFound(c.req.param('id'), 'Policy');
    return c.json(toPolicy(org, originOf(c)));
  });
  return app;
}

function policyId(org: Org): string {
  return `00p${org.identity.id.slice(3)}`;
}

function toPolicy(org: Org, origin: string): Record<string, unknown> {
  const { minLength, minLowerCase, minUpperCase, minNumber, minSymbol, excludeUsername, historyCount, maxAttempts } =
    passwordPolicy;
  const everyone = org.state.groups.everyone();
  return {
    type: 'PASSWORD',
    id: policyId(org),
    status: 'ACTIVE',
    name: 'Default Policy',
    description: 'The default policy applies in all situations if no other policy applies.',
    priority: 1,
    system: true,
    conditions: {
      people: { groups: { include: everyone === undefined ? [] : [everyone.id] } },
      authProvider: { provider: 'OKTA' },
    },
    settings: {
      password: {
        complexity: {
          minLength,
          minLowerCase,
          minUpperCase,
          minNumber,
          minSymbol,
          excludeUsername,
          dictionary: { common: { exclude: false } },
          excludeAttributes: [],
        },
        age: { maxAgeDays: 0, expireWarnDays: 0, minAgeMinutes: 0, historyCount },
        lockout: { maxAttempts, autoUnlockMinutes: 0, userLockoutNotificationChannels: [], showLockoutFailures: true },
      },
      recovery: { factors: {} },
      delegation: { options: { skipUnlock: false } },
    },
    _links: { self: { href: `${origin}/api/v1/policies/${policyId(org)}`, hints: { allow: ['GET'] } } },
  };
}
