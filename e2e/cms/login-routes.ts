import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import { signIn, signOut, tryPassword } from './authenticate.ts';
import { addressOf } from './cms.ts';
import type { Cms, CmsContext, CmsEnv } from './cms.ts';
import type { User } from './model.ts';
import { LOGOUT_PURPOSE, REQUEST_HEADER_PURPOSE, isSessionToken, sessionToken } from './session.ts';

const credentialsSchema = z.object({
  name: z.string().optional(),
  pass: z.string().optional(),
  mail: z.string().optional(),
});

const FLOODED = 'Too many failed login attempts from your IP address. This IP address is temporarily blocked.';

/** Login, logout, status and password reset with `?_format=json`, and the session's CSRF token. */
export function loginRoutes(cms: Cms): Hono<CmsEnv> {
  const routes = new Hono<CmsEnv>();
  routes.get('/session/token', (c) => {
    const { session } = c.get('visitor');
    return c.text(session ? sessionToken(session, REQUEST_HEADER_PURPOSE) : randomBytes(32).toString('base64url'));
  });
  routes.get('/user/login_status', (c) => c.json(c.get('visitor').user.uid > 0 ? 1 : 0));
  routes.post('/user/login', async (c, next) => (wantsJson(c) ? jsonLogin(cms, c) : next()));
  routes.post('/user/logout', async (c, next) => (wantsJson(c) ? jsonLogout(cms, c) : next()));
  routes.post('/user/password', async (c, next) => (wantsJson(c) ? jsonPassword(cms, c) : next()));
  routes.post('/user/register', async (c, next) => (wantsJson(c) ? refuse(c, 406, 'Not acceptable') : next()));
  return routes;
}

function wantsJson(c: CmsContext): boolean {
  return c.req.query('_format') === 'json';
}

function refuse(c: CmsContext, status: ContentfulStatusCode, message: string) {
  return c.json({ message }, status);
}

async function readCredentials(c: CmsContext): Promise<z.infer<typeof credentialsSchema>> {
  try {
    return credentialsSchema.parse(await c.req.json());
  } catch {
    return {};
  }
}

async function jsonLogin(cms: Cms, c: CmsContext) {
  if (c.get('visitor').user.uid > 0) return refuse(c, 403, 'This route can only be accessed by anonymous users.');
  const { name, pass } = await readCredentials(c);
  if (!name && !pass) return refuse(c, 400, 'Missing credentials.');
  if (!name) return refuse(c, 400, 'Missing credentials.name.');
  if (!pass) return refuse(c, 400, 'Missing credentials.pass.');
  const attempt = tryPassword(cms, { door: 'json', name, password: pass, address: addressOf(c), now: c.get('now') });
  switch (attempt.outcome) {
    case 'accepted':
      return answerLogin(cms, c, attempt.user);
    case 'flooded':
      return refuse(c, 403, FLOODED);
    case 'blocked':
      return refuse(c, 400, 'The user has not been activated or is blocked.');
    case 'refused':
      return refuse(c, 400, 'Sorry, unrecognized username or password.');
    default:
      return attempt satisfies never;
  }
}

function answerLogin(cms: Cms, c: CmsContext, user: User) {
  const session = signIn(cms, c, user);
  const seesRoles = cms.site.mayUser(user, 'administer users');
  return c.json({
    current_user: {
      uid: String(user.uid),
      ...(seesRoles ? { roles: ['authenticated', ...user.roles] } : {}),
      name: user.name,
    },
    csrf_token: sessionToken(session, REQUEST_HEADER_PURPOSE),
    logout_token: sessionToken(session, LOGOUT_PURPOSE),
  });
}

function jsonLogout(cms: Cms, c: CmsContext) {
  const { session, user } = c.get('visitor');
  if (!session || user.uid === 0) return refuse(c, 403, 'This route can only be accessed by authenticated users.');
  if (!isSessionToken(session, LOGOUT_PURPOSE, c.req.query('token') ?? '')) {
    return refuse(c, 403, "'csrf_token' URL query argument is invalid.");
  }
  signOut(cms, c);
  return c.body(null, 204);
}

// The answer is the same for known, unknown and blocked accounts; only a known active one is mailed.
async function jsonPassword(cms: Cms, c: CmsContext) {
  const { name, mail } = await readCredentials(c);
  if (!name && !mail) return refuse(c, 400, 'Missing credentials.name or credentials.mail');
  const user = (name && cms.site.userByName(name)) || (mail && cms.site.userByMail(mail)) || undefined;
  if (user?.status) cms.mailbox.send('password_reset', user, c.get('now'));
  return c.body('', 200, { 'Content-Type': 'application/json' });
}
