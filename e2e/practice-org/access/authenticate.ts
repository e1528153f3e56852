import type { Context, MiddlewareHandler } from 'hono';
import type { Env } from '../http/env.ts';
import { originOf } from '../http/env.ts';
import { userParty } from '../log/system-log.ts';
import { OktaError } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { rolesMay, type Caller } from './caller.ts';

export type RequestFacts = Pick<Caller, 'requestId' | 'requestUri' | 'origin' | 'ip' | 'userAgent'>;

/** What a request says about itself, whoever sent it. */
export function requestFacts(c: Context<Env>): RequestFacts {
  const { pathname, search } = new URL(c.req.url);
  return {
    requestId: c.get('requestId'),
    requestUri: pathname + search,
    origin: originOf(c),
    ip: c.env?.incoming?.socket.remoteAddress ?? '127.0.0.1',
    userAgent: c.req.header('user-agent') ?? '',
  };
}

/** Finds out who calls from the `Authorization` header; E0000011 for a token this org never gave. */
export function authenticate(org: Org): MiddlewareHandler<Env> {
  return async (c, next) => {
    const [scheme = '', value = ''] = (c.req.header('authorization') ?? '').split(' ');
    if (scheme.toUpperCase() !== 'SSWS') throw new OktaError('E0000011');
    c.set('caller', sswsCaller(org, value, requestFacts(c)));
    await next();
  };
}

function sswsCaller(org: Org, value: string, facts: RequestFacts): Caller {
  const token = org.state.tokens.get(value);
  const owner = token === undefined ? undefined : org.state.users.byId(token.ownerId);
  // A token dies with the rights of the person who made it.
  if (token === undefined || owner === undefined || owner.status === 'DEPROVISIONED' || owner.status === 'SUSPENDED')
    throw new OktaError('E0000011');
  return {
    ...facts,
    actor: userParty(owner),
    userId: owner.id,
    tokenId: token.id,
    may: (resource, right) => rolesMay(token.roles, resource, right),
  };
}
