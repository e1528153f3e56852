import { SyncError } from '@rollcall/shared';
import { CookieJar } from 'tough-cookie';
import { errorDocument, loginAnswer, parseAs } from './document.ts';
import { toFault } from './fault.ts';
import { enterAgain, type Opened } from './sign-in.ts';
import { isJson, type Reply, type Send } from './transport.ts';

const loginPath = '/user/login?_format=json';

/** Where a sign-in goes, before there is one. */
export interface Door {
  readonly url: string;
  readonly send: Send;
  readonly now: () => number;
}

/** A cookie session by core's `user.login.http` route, with the token that its writes need. */
export async function openSession(door: Door, { user, password }: { user: string; password: string }): Promise<Opened> {
  const reply = await sendLogin(door, { login: user, password });
  const answer = parseAs(loginAnswer, reply.text);
  if (reply.status !== 200 || answer === null) throw refusedLogin(door, reply);
  const jar = new CookieJar(null, { rejectPublicSuffixes: false });
  const keep = async (path: string, answered: Reply): Promise<void> => {
    for (const cookie of answered.headers.getSetCookie())
      await jar.setCookie(cookie, `${door.url}${path}`, { ignoreError: true });
  };
  await keep(loginPath, reply);
  return {
    login: answer.current_user.name ?? user,
    keep,
    headers: async (path, effect) => ({
      cookie: await jar.getCookieString(`${door.url}${path}`),
      ...(effect ? { 'x-csrf-token': answer.csrf_token } : {}),
    }),
  };
}

function sendLogin({ send }: Door, account: { login: string; password: string }, signal?: AbortSignal): Promise<Reply> {
  return send({
    method: 'POST',
    path: loginPath,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ name: account.login, pass: account.password }),
    signal,
  });
}

/** 400 is a wrong name or password or a blocked account, 403 the lock after too many tries; Drupal says which. */
function refusedLogin({ url, now }: Door, reply: Reply): SyncError {
  const { status } = reply;
  if (status >= 500 || status === 429 || (status >= 300 && status < 400))
    return toFault(reply, { site: url, method: 'POST', now: now() });
  const said = isJson(reply) ? parseAs(errorDocument, reply.text)?.message : undefined;
  if ((status === 400 || status === 403) && said !== undefined)
    return new SyncError('bad_credentials', `Drupal refused the sign-in: ${said}`, { status, next: enterAgain });
  return new SyncError('wrong_site', `${url} doesn’t answer as a Drupal site does (status ${status}).`, { status });
}

/**
 * Whether name and password sign in, tried in a session of its own that ends at once. A wrong one counts against the
 * site's flood limit: five for a name and fifty for an address, then `rate_limited` until the window has passed.
 */
export async function signsIn(
  door: Door,
  account: { login: string; password: string },
  signal?: AbortSignal,
): Promise<boolean> {
  const reply = await sendLogin(door, account, signal);
  const answer = parseAs(loginAnswer, reply.text);
  if (reply.status === 200 && answer !== null) {
    await signOut(door, reply, answer.logout_token, signal);
    return true;
  }
  const refusal = refusedLogin(door, reply);
  if (refusal.code !== 'bad_credentials') throw refusal;
  if (reply.status === 403) throw new SyncError('rate_limited', refusal.problem.detail, { status: 403 });
  return false;
}

/** Lets core send its mail with a link to choose a password; Drupal answers the same whether or not there is such a user. */
export async function sendPasswordLink(door: Door, login: string, signal?: AbortSignal): Promise<void> {
  const reply = await door.send({
    method: 'POST',
    path: '/user/password?_format=json',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ name: login }),
    signal,
  });
  if (reply.status !== 200) throw toFault(reply, { site: door.url, method: 'POST', now: door.now() });
}

async function signOut({ send }: Door, reply: Reply, token: string | undefined, signal?: AbortSignal): Promise<void> {
  if (token === undefined) return;
  const cookie = reply.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  await send({
    method: 'POST',
    path: `/user/logout?_format=json&token=${encodeURIComponent(token)}`,
    headers: { accept: 'application/json', 'content-type': 'application/json', cookie },
    signal,
  });
}
