import type { DirectoryDeps, DirectoryDescriptor, SettingField } from '../directory.ts';
import { pacedFetch } from '../pace.ts';
import { OktaClient } from './client.ts';
import { OktaDirectory, type OktaOptions } from './okta.ts';
import { pacePolicy } from './pace-policy.ts';
import { createServiceAppSignIn } from './service-app.ts';
import { createTokenSignIn, needValue, type SignIn } from './sign-in.ts';
import { normaliseUrl } from './url.ts';

const timeoutMs = 30_000;

/** Okta wants no more than ten calls of one client at once for bulk work. */
const callsAtOnce = 10;

const token: SettingField = {
  name: 'token',
  label: 'API token',
  help: 'Okta Admin Console, Security, API, Tokens. It has the rights of the administrator who makes it.',
  secret: true,
  required: true,
};

const clientId: SettingField = {
  name: 'clientId',
  label: 'Client ID',
  help: 'Okta Admin Console, Applications: an API Services app with scopes and an administrator role.',
  secret: false,
  required: true,
};

const privateKey: SettingField = {
  name: 'privateKey',
  label: 'Private key',
  help: 'The key whose public half the app knows, as PEM (PKCS #8) or JWK.',
  secret: true,
  required: true,
};

const keyId: SettingField = {
  name: 'keyId',
  label: 'Key ID',
  help: 'The "kid" that Okta shows for the public key; a JWK often holds it already.',
  secret: false,
  required: false,
};

/** Okta, known to the rest of the program by this alone. */
export const okta: DirectoryDescriptor = {
  kind: 'okta',
  label: 'Okta',
  side: 'okta',
  auth: [
    { name: 'token', label: 'API token', fields: [token] },
    { name: 'serviceApp', label: 'Service app', fields: [clientId, privateKey, keyId] },
  ],
  normaliseUrl,
  accountUrl: (url, id) => adminUrl(url, id),
  create(deps) {
    const fetch = pacedFetch(limitedFetch(deps.fetch), {
      policy: pacePolicy,
      share: deps.share,
      concurrency: callsAtOnce,
      now: deps.now,
      sleep: deps.sleep,
    });
    const origin = normaliseUrl(deps.settings.url);
    const signIn = signInOf(deps, origin, fetch);
    return new OktaDirectory({
      id: deps.settings.id,
      client: new OktaClient({ origin, signIn, now: deps.now }),
      now: deps.now,
      sleep: deps.sleep,
      anonymous: fetch,
      pinned: deps.settings.identity,
      identify: identifier(deps, signIn),
    });
  },
};

function signInOf(
  { settings, credential, now }: DirectoryDeps,
  origin: string,
  fetch: typeof globalThis.fetch,
): SignIn {
  if (settings.auth === 'serviceApp') return createServiceAppSignIn({ origin, fetch, credential, now });
  return createTokenSignIn(fetch, credential);
}

function identifier({ settings, credential }: DirectoryDeps, signIn: SignIn): OktaOptions['identify'] {
  return async () => {
    if (settings.auth !== 'serviceApp') return { scopes: null, clientId: null };
    const id = needValue(await credential(), 'clientId', 'client id');
    return { clientId: id, scopes: await signIn.scopes() };
  };
}

/** Gives each call its own time limit, which starts when it is sent and not while it waits for its turn. */
function limitedFetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return (input, init) => {
    const limit = AbortSignal.timeout(timeoutMs);
    return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, limit]) : limit });
  };
}

/** The user's page in the Admin Console, which has a host of its own: name.okta.com becomes name-admin.okta.com. */
function adminUrl(url: string, id: string): string | null {
  const { protocol, hostname } = new URL(url);
  const [name, ...domain] = hostname.split('.');
  if (protocol !== 'https:' || !/^okta(?:preview|-emea)?$/u.test(domain.at(-2) ?? '')) return null;
  return `https://${name}-admin.${domain.join('.')}/admin/user/profile/view/${encodeURIComponent(id)}`;
}
