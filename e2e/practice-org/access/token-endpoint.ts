import { Hono, type Context } from 'hono';
import { originOf, type Env } from '../http/env.ts';
import { knownScopes } from '../identity.ts';
import type { ServiceApp } from '../model.ts';
import type { Org } from '../org.ts';
import { signToken, tokenLife } from './access-token.ts';
import { checkAssertion } from './assertion.ts';
import { checkProof, createNonceBook } from './dpop.ts';
import { OAuthError } from './oauth-error.ts';
import type { SeenOnce } from './seen-once.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const tokenPath = '/oauth2/v1/token';

/** The org authorization server: client_credentials with `private_key_jwt`, and DPoP where the app asks for it. */
export function tokenRoutes(org: Org, seen: SeenOnce): Hono<Env> {
  const app = new Hono<Env>();
  const nonces = createNonceBook(org.clock);

  const grant = async (c: Context<Env>): Promise<Response> => {
    const form = new URLSearchParams(await c.req.text());
    checkGrant(c, form);
    const endpoint = originOf(c) + tokenPath;
    const assertion = form.get('client_assertion') ?? '';
    const client = await checkAssertion({ assertion, apps: org.state.apps, endpoint }, org.clock, seen);
    const scopes = takeScopes(client, form.get('scope') ?? '');
    const proof = c.req.header('dpop');
    const isBound = client.dpopRequired || proof !== undefined;
    const thumbprint = isBound
      ? await checkProof({ proof, method: 'POST', url: endpoint, nonces, accessToken: null }, org.clock, seen)
      : null;
    return c.json({
      token_type: isBound ? 'DPoP' : 'Bearer',
      expires_in: tokenLife,
      access_token: await signToken(org, { app: client, scopes, thumbprint }),
      scope: scopes.join(' '),
    });
  };

  app.post(tokenPath, async (c) => {
    c.header('Cache-Control', 'no-store');
    try {
      return await grant(c);
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      if (error.error === 'use_dpop_nonce') c.header('DPoP-Nonce', nonces.current());
      return c.json({ error: error.error, error_description: error.message }, error.status);
    }
  });

  for (const path of ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'])
    app.get(path, (c) => c.json(toDiscovery(originOf(c))));

  return app;
}

function checkGrant(c: Context<Env>, form: URLSearchParams): void {
  if (!(c.req.header('content-type') ?? '').startsWith('application/x-www-form-urlencoded'))
    throw new OAuthError('invalid_request', 'The content type must be application/x-www-form-urlencoded.');
  if (form.get('grant_type') !== 'client_credentials')
    throw new OAuthError(
      'unsupported_grant_type',
      'The authorization grant type is not supported by the authorization server. Configured grant types: [client_credentials].',
    );
  if (form.has('client_secret') || c.req.header('authorization') !== undefined)
    throw new OAuthError(
      'invalid_client',
      'Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.',
    );
  if (form.get('client_assertion_type') !== assertionType || !form.has('client_assertion'))
    throw new OAuthError(
      'invalid_client',
      'Client authentication failed. Either the client or the client credentials are invalid.',
    );
}

/** The scopes asked for, all of which the app must have been granted. */
function takeScopes(app: ServiceApp, scope: string): string[] {
  const wanted = scope.split(' ').filter((one) => one !== '');
  if (wanted.length === 0)
    throw new OAuthError(
      'invalid_scope',
      "The authorization server resource does not have any configured default scopes, 'scope' must be provided.",
    );
  if (wanted.some((one) => !knownScopes.includes(one)))
    throw new OAuthError(
      'invalid_scope',
      'One or more scopes are not configured for the authorization server resource.',
    );
  if (wanted.some((one) => !app.scopes.includes(one)))
    throw new OAuthError('invalid_scope', 'The client is not granted one or more of the requested scopes.');
  return wanted;
}

function toDiscovery(origin: string): Record<string, unknown> {
  return {
    issuer: origin,
    token_endpoint: origin + tokenPath,
    authorization_endpoint: `${origin}/oauth2/v1/authorize`,
    jwks_uri: `${origin}/oauth2/v1/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'],
    dpop_signing_alg_values_supported: ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'],
    scopes_supported: knownScopes,
  };
}
