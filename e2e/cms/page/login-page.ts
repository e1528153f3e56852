import { Hono } from 'hono';
import { html } from 'hono/html';
import { sessionOf, signIn, signOut, tryPassword } from '../authenticate.ts';
import { addressOf, sitePath } from '../cms.ts';
import type { Cms, CmsContext, CmsEnv } from '../cms.ts';
import { LOGOUT_PURPOSE, isSessionToken } from '../session.ts';
import type { Message } from '../session.ts';
import { actions, checkSubmission, errorMessage, postForm, readForm, statusMessage, textInput } from './form.ts';
import { deniedPage, page } from './layout.ts';
import { text } from './words.ts';

const LOGIN = { formId: 'user_login_form', button: 'Log in' };
const RESET = { formId: 'user_pass', button: 'Submit' };
const LOGOUT = { formId: 'user_logout_confirm', button: 'Log out' };

/** The pages people log in and out with. */
export function loginPageRoutes(cms: Cms): Hono<CmsEnv> {
  const routes = new Hono<CmsEnv>();
  routes.get('/user', (c) => {
    const { user } = c.get('visitor');
    return c.redirect(sitePath(cms, user.uid > 0 ? `/user/${user.uid}` : '/user/login'));
  });
  routes.get('/user/login', (c) => {
    const { user } = c.get('visitor');
    return user.uid > 0 ? c.redirect(sitePath(cms, `/user/${user.uid}`)) : loginPage(cms, c, []);
  });
  routes.post('/user/login', (c) => submitLogin(cms, c));
  routes.get('/user/password', (c) => passwordPage(cms, c));
  routes.post('/user/password', (c) => submitPassword(cms, c));
  routes.get('/user/logout', (c) => followLogout(cms, c));
  routes.get('/user/logout/confirm', (c) => logoutPage(cms, c));
  routes.post('/user/logout/confirm', (c) => submitLogout(cms, c));
  return routes;
}

function loginPage(cms: Cms, c: CmsContext, messages: readonly Message[], name = '') {
  const { language } = cms.presentation;
  const search = new URL(c.req.url).search;
  const body = postForm(c, {
    formId: LOGIN.formId,
    action: `${sitePath(cms, '/user/login')}${search}`,
    body: html`${textInput({ name: 'name', label: text(language, 'Username'), value: name, maxlength: 60, required: true, autocomplete: 'username' })}
    ${textInput({ name: 'pass', label: text(language, 'Password'), type: 'password', maxlength: 128, required: true, autocomplete: 'current-password' })}
    ${actions(text(language, LOGIN.button))}`,
  });
  return c.html(page(cms, c, { title: text(language, 'Log in'), admin: false, body, tabs: anonymousTabs(), messages }));
}

function anonymousTabs() {
  return [
    { path: '/user/login', label: 'Log in' },
    { path: '/user/register', label: 'Create new account' },
    { path: '/user/password', label: 'Reset your password' },
  ];
}

async function submitLogin(cms: Cms, c: CmsContext) {
  const values = await readForm(c);
  const name = values.get('name') ?? '';
  const checked = checkSubmission(cms, c, values, LOGIN);
  if (checked !== true) return loginPage(cms, c, checked, name);
  const attempt = tryPassword(cms, {
    door: 'form',
    name,
    password: values.get('pass') ?? '',
    address: addressOf(c),
    now: c.get('now'),
  });
  switch (attempt.outcome) {
    case 'accepted':
      signIn(cms, c, attempt.user);
      return c.redirect(destination(cms, c, `/user/${attempt.user.uid}`), 303);
    case 'flooded':
      c.status(403);
      return loginPage(
        cms,
        c,
        [errorMessage(cms, 'Too many failed login attempts. The account is temporarily blocked. Try again later.')],
        name,
      );
    case 'blocked':
      return loginPage(
        cms,
        c,
        [errorMessage(cms, 'The username %name has not been activated or is blocked.', { name })],
        name,
      );
    case 'refused':
      return loginPage(cms, c, [errorMessage(cms, 'Unrecognized username or password. Forgot your password?')], name);
    default:
      return attempt satisfies never;
  }
}

/** Where a form leads: the `destination` of its URL if that stays on the site, else the path given. */
export function destination(cms: Cms, c: CmsContext, path: string): string {
  const wanted = c.req.query('destination');
  return wanted && /^\/(?![/\\])/.test(wanted) ? wanted : sitePath(cms, path);
}

function passwordPage(cms: Cms, c: CmsContext) {
  const { language } = cms.presentation;
  const body = postForm(c, {
    formId: RESET.formId,
    action: sitePath(cms, '/user/password'),
    body: html`${textInput({ name: 'name', label: 'Username or email address', maxlength: 254, required: true })}
      <p>Password reset instructions will be sent to your registered email address.</p>
      ${actions(text(language, RESET.button))}`,
  });
  return c.html(
    page(cms, c, { title: text(language, 'Reset your password'), admin: false, body, tabs: anonymousTabs() }),
  );
}

async function submitPassword(cms: Cms, c: CmsContext) {
  const values = await readForm(c);
  if (checkSubmission(cms, c, values, RESET) !== true) return passwordPage(cms, c);
  const name = values.get('name') ?? '';
  const user = cms.site.userByName(name) ?? cms.site.userByMail(name);
  if (user?.status) cms.mailbox.send('password_reset', user, c.get('now'));
  sessionOf(cms, c).messages.push(
    statusMessage(cms, 'If %name is a valid account, an email will be sent with instructions to reset your password.', {
      name,
    }),
  );
  return c.redirect(sitePath(cms, '/user/login'), 303);
}

function followLogout(cms: Cms, c: CmsContext) {
  const { session, user } = c.get('visitor');
  if (!session || user.uid === 0) return deniedPage(cms, c);
  if (!isSessionToken(session, LOGOUT_PURPOSE, c.req.query('token') ?? '')) {
    return c.redirect(sitePath(cms, '/user/logout/confirm'));
  }
  signOut(cms, c);
  return c.redirect(sitePath(cms, '/'));
}

function logoutPage(cms: Cms, c: CmsContext, messages: readonly Message[] = []) {
  if (c.get('visitor').user.uid === 0) return deniedPage(cms, c);
  const body = postForm(c, {
    formId: LOGOUT.formId,
    action: sitePath(cms, '/user/logout/confirm'),
    body: actions(text(cms.presentation.language, LOGOUT.button)),
  });
  return c.html(page(cms, c, { title: 'Are you sure you want to log out?', admin: false, body, messages }));
}

async function submitLogout(cms: Cms, c: CmsContext) {
  const checked = checkSubmission(cms, c, await readForm(c), LOGOUT);
  if (checked !== true) return logoutPage(cms, c, checked);
  signOut(cms, c);
  return c.redirect(sitePath(cms, '/'), 303);
}
