import { createHash } from 'node:crypto';
import { getCookie, setCookie } from 'hono/cookie';
import { addressOf } from './cms.ts';
import type { Cms, CmsContext } from './cms.ts';
import type { LoginDoor } from './flood.ts';
import type { User } from './model.ts';
import { checkPassword } from './password.ts';
import type { Session } from './session.ts';
import type { Visitor } from './visitor.ts';

const SESSION_SECONDS = 2_000_000;

/** Finds the visitor by Basic header first, then by session cookie, as core's provider priorities have it. */
export function authenticate(cms: Cms, c: CmsContext, now: number): Visitor {
  const session = cms.sessions.find(getCookie(c, cookieName(cms, c)));
  const basic = basicCredentials(c.req.header('Authorization'));
  if (basic) return visitorOf(cms, basicUser(cms, c, basic, now), 'basic', session);
  if (!session) return visitorOf(cms, null, getCookie(c, cookieName(cms, c)) === undefined ? 'none' : 'cookie', null);
  const user = session.uid === 0 ? null : (cms.site.user(session.uid) ?? null);
  if (user?.status) cms.site.recordAccess(user, now);
  return visitorOf(cms, user?.status ? user : null, 'cookie', session);
}

function visitorOf(cms: Cms, user: User | null, credentials: Visitor['credentials'], session: Session | null): Visitor {
  const acting = user ?? anonymousUser(cms);
  return { user: acting, credentials, session, can: (permission) => cms.site.mayUser(acting, permission) };
}

function anonymousUser(cms: Cms): User {
  const user = cms.site.user(0);
  if (!user) throw new Error('the site has no anonymous user');
  return user;
}

interface Credentials {
  name: string;
  password: string;
}

function basicCredentials(header: string | undefined): Credentials | null {
  const encoded = /^Basic\s+(\S+)$/i.exec(header ?? '')?.[1];
  if (!encoded) return null;
  const [name = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { name, password: rest.join(':') };
}

function basicUser(cms: Cms, c: CmsContext, { name, password }: Credentials, now: number): User | null {
  const attempt = tryPassword(cms, { door: 'basic', name, password, address: addressOf(c), now });
  return attempt.outcome === 'accepted' ? attempt.user : null;
}

interface Attempt extends Credentials {
  door: LoginDoor;
  address: string;
  now: number;
}

export type AttemptResult = { outcome: 'accepted'; user: User } | { outcome: 'flooded' | 'blocked' | 'refused' };

/** Tries a name and password at one door under its flood limits. Login by mail address is not a thing in core. */
export function tryPassword(cms: Cms, { door, name, password, address, now }: Attempt): AttemptResult {
  const named = cms.site.userByName(name);
  const active = named?.status ? named : undefined;
  if (!cms.flood.allows(door, active?.uid ?? null, address, now)) {
    // Basic auth goes on counting for the address while it is closed for the account.
    if (door === 'basic') cms.flood.fail(door, null, address, now);
    return { outcome: 'flooded' };
  }
  if (named && !active && door !== 'basic') return { outcome: 'blocked' };
  if (active && active.uid > 0 && checkPassword(password, active.passwordHash)) {
    cms.flood.succeed(door, active.uid, address);
    return { outcome: 'accepted', user: active };
  }
  cms.flood.fail(door, active?.uid ?? null, address, now);
  return { outcome: 'refused' };
}

/** Opens a session for the user and sets its cookie. */
export function signIn(cms: Cms, c: CmsContext, user: User): Session {
  cms.site.recordLogin(user, c.get('now'));
  return openSession(cms, c, user.uid);
}

/** The visitor's session, or a new anonymous one: messages need somewhere to wait for the next page. */
export function sessionOf(cms: Cms, c: CmsContext): Session {
  const visitor = c.get('visitor');
  if (visitor.session) return visitor.session;
  const session = openSession(cms, c, 0);
  c.set('visitor', { ...visitor, session });
  return session;
}

function openSession(cms: Cms, c: CmsContext, uid: number): Session {
  const previous = c.get('visitor').session;
  if (previous) cms.sessions.end(previous.id);
  const session = cms.sessions.start(uid);
  const attributes = {
    path: cms.presentation.basePath || '/',
    maxAge: SESSION_SECONDS,
    httpOnly: true,
    sameSite: 'Lax',
  } as const;
  setCookie(c, cookieName(cms, c), session.id, attributes);
  return session;
}

/** Ends the visitor's session and takes its cookie away. */
export function signOut(cms: Cms, c: CmsContext): void {
  const { session } = c.get('visitor');
  if (session) cms.sessions.end(session.id);
  setCookie(c, cookieName(cms, c), 'deleted', { path: cms.presentation.basePath || '/', maxAge: 0, httpOnly: true });
}

// The port is part of the name, unlike in Drupal: cookies ignore ports, and several practice sites may share 127.0.0.1.
function cookieName(cms: Cms, c: CmsContext): string {
  const site = `${new URL(c.req.url).host}${cms.presentation.basePath}`;
  return `SESS${createHash('sha256').update(site).digest('hex').slice(0, 32)}`;
}
