import type { Context, MiddlewareHandler } from 'hono';
import { originOf, type Env } from '../http/env.ts';
import { userParty } from '../log/system-log.ts';
import { OktaError } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { readToken } from './access-token.ts';
import { rolesMay, scopesMay, type Caller } from './caller.ts';
import { checkProof } from './dpop.ts';
import { OAuthError } from './oauth-error.ts';
import type { SeenOnce } from './seen-once.ts';

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
export function authenticate(org: Org, seen: SeenOnce): MiddlewareHandler<Env> {
  return async (c, next) => {
    const [scheme = '', value = ''] = (c.req.header('authorization') ?? '').split(' ');
    c.set('caller', await readCaller({ org, seen, c, scheme: scheme.toUpperCase(), value }));
    await next();
  };
}

interface Presented {
  readonly org: Org;
  readonly seen: SeenOnce;
  readonly c: Context<Env>;
  readonly scheme: string;
  readonly value: string;
}

async function readCaller(presented: Presented): Promise<Caller> {
  const { scheme, c } = presented;
  if (scheme === 'SSWS') return sswsCaller(presented);
  if (scheme !== 'BEARER' && scheme !== 'DPOP') throw new OktaError('E0000011');
  try {
    return await oauthCaller(presented);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    c.header(
      'WWW-Authenticate',
      `${scheme === 'DPOP' ? 'DPoP' : 'Bearer'} error="${error.error}", error_description="${error.message}"`,
    );
    throw new OktaError('E0000011');
  }
}

function sswsCaller({ org, c, value }: Presented): Caller {
  const token = org.state.tokens.get(value);
  const owner = token === undefined ? undefined : org.state.users.byId(token.ownerId);
  // A token dies with the rights of the person who made it.
  if (token === undefined || owner === undefined || owner.status === 'DEPROVISIONED' || owner.status === 'SUSPENDED')
    throw new OktaError('E0000011');
  return {
    ...requestFacts(c),
    actor: userParty(owner),
    userId: owner.id,
    tokenId: token.id,
    may: (resource, right) => rolesMay(token.roles, resource, right),
  };
}

async function oauthCaller({ org, seen, c, scheme, value }: Presented): Promise<Caller> {
  const { cid, scp, cnf } = await readToken(org, value);
  if ((cnf !== undefined) !== (scheme === 'DPOP'))
    throw new OAuthError('invalid_token', 'The scheme does not fit the kind of access token.');
  if (cnf !== undefined) {
    const check = {
      proof: c.req.header('dpop'),
      method: c.req.method,
      url: c.req.url,
      nonces: null,
      accessToken: value,
    };
    const thumbprint = await checkProof(check, org.clock, seen);
    if (thumbprint !== cnf.jkt)
      throw new OAuthError(
        'invalid_dpop_proof',
        'The DPoP proof JWT is signed with another key than the token is bound to.',
      );
  }
  const app = org.state.apps.get(cid);
  if (app === undefined) throw new OAuthError('invalid_token', 'The client of the access token is gone.');
  return {
    ...requestFacts(c),
    actor: { id: app.clientId, type: 'PublicClientApp', alternateId: app.clientId, displayName: app.label },
    userId: null,
    tokenId: null,
    // A service app needs both: the scope in its token and an admin role.
    may: (resource, right) => scopesMay(scp, resource, right) && rolesMay(app.roles, resource, right),
  };
}
