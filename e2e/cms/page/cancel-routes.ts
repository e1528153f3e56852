import { Hono } from 'hono';
import { html } from 'hono/html';
import { sessionOf } from '../authenticate.ts';
import { sitePath } from '../cms.ts';
import type { Cms, CmsContext, CmsEnv } from '../cms.ts';
import { CANCEL_METHODS } from '../model.ts';
import type { CancelMethod, User } from '../model.ts';
import type { Message } from '../session.ts';
import { actions, checkSubmission, checkbox, errorMessage, postForm, radios, readForm, statusMessage } from './form.ts';
import type { FormValues, Markup } from './form.ts';
import { deniedPage, page } from './layout.ts';
import { destination } from './login-page.ts';
import { ADMIN_CRUMBS } from './people-page.ts';
import { markup, text } from './words.ts';

const SINGLE = { formId: 'user_cancel_form', button: 'Confirm' };
const MULTIPLE = { formId: 'user_multiple_cancel_confirm', button: 'Confirm' };

const METHOD_LABELS: Record<CancelMethod, string> = {
  user_cancel_block: 'Disable the account and keep its content.',
  user_cancel_block_unpublish: 'Disable the account and unpublish its content.',
  user_cancel_reassign:
    'Delete the account and make its content belong to the %name user. This action cannot be undone.',
  user_cancel_delete: 'Delete the account and its content. This action cannot be undone.',
};

/** Accounts to cancel in one go; the work is done by the batch page's requests. */
interface Batch {
  session: string;
  uids: number[];
  method: CancelMethod;
  /** Where the browser goes when it is done. */
  redirect: string;
  /** What happened, told on the page after the batch. */
  messages: Message[];
}

/** The confirm pages for cancelling accounts, and the batch page that does it. */
export function cancelRoutes(cms: Cms): Hono<CmsEnv> {
  const routes = new Hono<CmsEnv>();
  const batches = new Map<number, Batch>();
  routes.get('/user/:uid{[0-9]+}/cancel', (c) => singlePage(cms, c));
  routes.post('/user/:uid{[0-9]+}/cancel', (c) => submitSingle(cms, c, batches));
  routes.get('/admin/people/cancel', (c) => multiplePage(cms, c));
  routes.post('/admin/people/cancel', (c) => submitMultiple(cms, c, batches));
  routes.get('/batch', (c) => batchPage(cms, c, batches));
  routes.post('/batch', (c) => workBatch(cms, c, batches));
  return routes;
}

/** The choice of cancel methods, labelled; also part of the account settings. */
export function cancelMethodRadios(cms: Cms, chosen: CancelMethod): Markup {
  const { language } = cms.presentation;
  const choices = CANCEL_METHODS.map((value) => ({
    value,
    label: markup(language, METHOD_LABELS[value], { name: 'Anonymous' }),
  }));
  return radios('user_cancel_method', text(language, 'Cancellation method'), choices, chosen);
}

function confirmFields(cms: Cms): Markup {
  return html`${cancelMethodRadios(cms, cms.site.settings.cancelMethod)}${checkbox('user_cancel_confirm', 'Require email confirmation')}
    <input data-drupal-selector="edit-confirm" type="hidden" name="confirm" value="1" />`;
}

function confirmActions(cms: Cms, back: string): Markup {
  const { language } = cms.presentation;
  const cancel = html`<a href="${back}" class="button dialog-cancel" data-drupal-selector="edit-cancel" id="edit-cancel"
    >${text(language, 'Cancel')}</a
  >`;
  return actions(text(language, SINGLE.button), cancel);
}

function accountOfPath(cms: Cms, c: CmsContext): User | undefined {
  const user = cms.site.user(Number(c.req.param('uid')));
  return user && user.uid > 0 ? user : undefined;
}

function singlePage(cms: Cms, c: CmsContext, messages: readonly Message[] = []) {
  if (!c.get('visitor').can('administer users')) return deniedPage(cms, c);
  const user = accountOfPath(cms, c);
  if (!user) return c.notFound();
  const { language } = cms.presentation;
  const sentence = 'Are you sure you want to cancel the account %name?';
  const { pathname, search } = new URL(c.req.url);
  const body = postForm(c, {
    formId: SINGLE.formId,
    action: `${pathname}${search}`,
    className: 'user-cancel-form user-confirm-form confirmation',
    body: html`${confirmFields(cms)}${confirmActions(cms, sitePath(cms, `/user/${user.uid}`))}`,
  });
  const breadcrumb = [
    { path: '/', label: 'Home' },
    { path: `/user/${user.uid}`, label: user.name },
  ];
  const heading = markup(language, sentence, { name: user.name });
  return c.html(
    page(cms, c, {
      title: text(language, sentence, { name: user.name }),
      heading,
      admin: true,
      body,
      breadcrumb,
      messages,
    }),
  );
}

async function submitSingle(cms: Cms, c: CmsContext, batches: Map<number, Batch>) {
  const user = accountOfPath(cms, c);
  if (!user || !c.get('visitor').can('administer users')) return singlePage(cms, c);
  const values = await readForm(c);
  const checked = checkSubmission(cms, c, values, SINGLE);
  if (checked !== true) return singlePage(cms, c, checked);
  return startCancel(cms, c, { batches, users: [user], values, redirect: destination(cms, c, '/admin/people') });
}

function pendingUsers(cms: Cms, c: CmsContext): User[] {
  return (c.get('visitor').session?.pendingCancel ?? []).flatMap((uid) => cms.site.user(uid) ?? []);
}

function multiplePage(cms: Cms, c: CmsContext, messages: readonly Message[] = []) {
  if (!c.get('visitor').can('administer users')) return deniedPage(cms, c);
  const { language } = cms.presentation;
  const back = destination(cms, c, '/admin/people');
  const pending = pendingUsers(cms, c);
  const users = pending.filter(({ uid }) => uid > 1);
  const refused = pending.filter(({ uid }) => uid === 1);
  const errors = refused.map(({ name }) => errorMessage(cms, 'The user account %name cannot be canceled.', { name }));
  if (users.length === 0) {
    sessionOf(cms, c).messages.push(...errors);
    return c.redirect(back);
  }
  const { pathname, search } = new URL(c.req.url);
  const inputs = users.map(
    ({ uid }) =>
      html`<input data-drupal-selector="edit-accounts-${uid}" type="hidden" name="accounts[${uid}]" value="${uid}" />`,
  );
  const body = postForm(c, {
    formId: MULTIPLE.formId,
    action: `${pathname}${search}`,
    className: 'user-multiple-cancel-confirm confirmation',
    body: html`${inputs}
      <div class="item-list">
        <ul data-drupal-selector="edit-names">
          ${users.map(({ name }) => html`<li>${name}</li>`)}
        </ul>
      </div>
      <input data-drupal-selector="edit-operation" type="hidden" name="operation" value="cancel" />
      ${confirmFields(cms)}${confirmActions(cms, back)}`,
  });
  const title = text(language, 'Are you sure you want to cancel these user accounts?');
  const breadcrumb = [...ADMIN_CRUMBS, { path: '/admin/people', label: 'People' }];
  return c.html(page(cms, c, { title, admin: true, body, breadcrumb, messages: [...errors, ...messages] }));
}

async function submitMultiple(cms: Cms, c: CmsContext, batches: Map<number, Batch>) {
  if (!c.get('visitor').can('administer users')) return deniedPage(cms, c);
  const values = await readForm(c);
  const checked = checkSubmission(cms, c, values, MULTIPLE);
  if (checked !== true) return multiplePage(cms, c, checked);
  const users = pendingUsers(cms, c).filter(({ uid }) => uid > 1 && values.get(`accounts[${uid}]`) === String(uid));
  sessionOf(cms, c).pendingCancel = [];
  return startCancel(cms, c, { batches, users, values, redirect: destination(cms, c, '/admin/people') });
}

interface CancelRequest {
  batches: Map<number, Batch>;
  users: User[];
  values: FormValues;
  redirect: string;
}

function startCancel(cms: Cms, c: CmsContext, { batches, users, values, redirect }: CancelRequest) {
  const session = sessionOf(cms, c);
  if (values.has('user_cancel_confirm')) {
    for (const user of users) cms.mailbox.send('cancel_confirm', user, c.get('now'));
    session.messages.push(
      statusMessage(cms, 'A confirmation request to cancel the account has been sent to its email address.'),
    );
    return c.redirect(redirect, 303);
  }
  const method =
    CANCEL_METHODS.find((candidate) => candidate === values.get('user_cancel_method')) ??
    cms.site.settings.cancelMethod;
  const id = Math.max(0, ...batches.keys()) + 1;
  batches.set(id, { session: session.id, uids: users.map(({ uid }) => uid), method, redirect, messages: [] });
  return c.redirect(sitePath(cms, `/batch?id=${id}&op=start`), 302);
}

function ownBatch(c: CmsContext, batches: Map<number, Batch>): Batch | undefined {
  const batch = batches.get(Number(c.req.query('id')));
  return batch?.session === c.get('visitor').session?.id ? batch : undefined;
}

/** The progress page. Scripts work by POST `op=do`; without scripts the page refreshes itself to `op=do_nojs`. */
function batchPage(cms: Cms, c: CmsContext, batches: Map<number, Batch>) {
  const batch = ownBatch(c, batches);
  if (!batch) return deniedPage(cms, c);
  const id = Number(c.req.query('id'));
  const to = (op: string) => sitePath(cms, `/batch?id=${id}&op=${op}`);
  if (c.req.query('op') === 'finished') {
    batches.delete(id);
    sessionOf(cms, c).messages.push(...batch.messages);
    return c.redirect(batch.redirect);
  }
  const quiet = c.req.query('op') === 'do_nojs';
  if (quiet) runBatch(cms, c, batch);
  const refresh = html`<meta http-equiv="Refresh" content="0; URL=${to(quiet ? 'finished' : 'do_nojs')}" />`;
  const body = html`<div class="progress" data-drupal-progress>
      <div class="progress__track">
        <div class="progress__bar" data-progress-bar style="width: ${quiet ? 100 : 0}%"></div>
      </div>
      <div class="progress__percentage">${quiet ? 100 : 0}%</div>
      <div class="progress__description">Initializing.</div>
    </div>
    ${quiet ? '' : batchScript(to)}`;
  const settings = { batch: { initMessage: 'Initializing.', uri: to('do_nojs') } };
  return c.html(
    page(cms, c, {
      title: 'Cancelling account',
      admin: true,
      body,
      settings,
      head: quiet ? refresh : html`<noscript>${refresh}</noscript>`,
    }),
  );
}

function batchScript(to: (op: string) => string): Markup {
  return html`<script type="module" data-work="${to('do')}" data-finished="${to('finished')}">
    const { work, finished } = document.querySelector('script[data-work]').dataset;
    const answer = await (await fetch(work, { method: 'POST' })).json();
    document.querySelector('[data-progress-bar]').style.width = answer.percentage + '%';
    setTimeout(() => location.assign(finished), 300);
  </script>`;
}

function workBatch(cms: Cms, c: CmsContext, batches: Map<number, Batch>) {
  const batch = ownBatch(c, batches);
  if (!batch) return c.json({ status: false }, 403);
  runBatch(cms, c, batch);
  return c.json({ status: true, percentage: '100', message: '', label: '' });
}

function runBatch(cms: Cms, c: CmsContext, batch: Batch): void {
  for (const uid of batch.uids.splice(0)) {
    const user = cms.site.user(uid);
    if (!user) continue;
    const { name } = user;
    const outcome = cms.site.cancel(user, batch.method, c.get('now'));
    const sentence = outcome === 'blocked' ? 'Account %name has been disabled.' : 'Account %name has been deleted.';
    batch.messages.push(statusMessage(cms, sentence, { name }));
  }
}
