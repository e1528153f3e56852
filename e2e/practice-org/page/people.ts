import { html } from 'hono/html';
import { readText } from '../http/env.ts';
import { readSeq, takePage } from '../http/paging.ts';
import type { RateLimits } from '../http/limits.ts';
import { textOf, userStatuses, type User, type UserStatus } from '../model.ts';
import { fold } from '../store/fold.ts';
import type { OperationName } from '../users/lifecycle.ts';
import { operationForm } from './form.ts';
import { count, layout, nameOf, statusMark, timeMark, type Html, type Visit } from './view.ts';

const pageSize = 50;

/** The one action a row offers: what an administrator most likely wants next. */
const rowActions: Readonly<Record<UserStatus, OperationName | 'delete'>> = {
  STAGED: 'activate',
  PROVISIONED: 'reactivate',
  ACTIVE: 'suspend',
  RECOVERY: 'reactivate',
  PASSWORD_EXPIRED: 'deactivate',
  LOCKED_OUT: 'unlock',
  SUSPENDED: 'unsuspend',
  DEPROVISIONED: 'delete',
};

/** Everybody in every status, found by name, login or status, 50 at a time. */
export function peoplePage(visit: Visit, limits: RateLimits): Html {
  const { org, c, words: w } = visit;
  const q = readText(c, 'q');
  const status = userStatuses.find((known) => known === c.req.query('status'));
  const found = matching(org.state.users.after(readSeq(c.req.query('after'))), q, status);
  const page = takePage(found, pageSize, (user) => ({ seq: user.seq }));
  const usage = limits.usage('/api/v1/users');
  const limit = usage === null ? w.noLimit : w.limit(count(visit, usage.limit), count(visit, usage.used));
  const body = html`
    <div class="row between">
      <h1>${w.people}</h1>
      <a class="btn" href="/people/new">${w.add}</a>
    </div>
    <form class="row" role="search">
      <label class="vh" for="q">${w.find}</label>
      <input class="find" id="q" name="q" type="search" placeholder="${w.find}" value="${q ?? ''}" />
      <label class="vh" for="status">${w.state}</label>
      <select id="status" name="status" class="auto">
        <option value="">${w.state}</option>
        ${userStatuses.map((one) => html`<option ${one === status ? 'selected' : ''}>${one}</option>`)}
      </select>
      <button class="btn">${w.findButton}</button>
      <span class="small muted"
        >${w.shown(count(visit, page.items.length), count(visit, org.state.users.size))} ${limit}</span
      >
    </form>
    <section class="card" aria-label="${w.people}">${table(visit, page.items)}</section>
    ${page.next === undefined ? '' : html`<p><a class="btn" href="?${nextQuery(page.next, q, status)}">${w.more}</a></p>`}
    ${signInCard(visit)}
  `;
  return layout(visit, { title: w.people, current: 'people', body });
}

function* matching(users: Iterable<User>, q: string | undefined, status: string | undefined): Generator<User> {
  const text = fold(q ?? '');
  for (const user of users) {
    const inside = `${nameOf(user)} ${textOf(user.profile, 'login')} ${textOf(user.profile, 'email')}`;
    if ((status === undefined || user.status === status) && fold(inside).includes(text)) yield user;
  }
}

function nextQuery(after: string, q: string | undefined, status: string | undefined): string {
  return new URLSearchParams({ after, q: q ?? '', status: status ?? '' }).toString();
}

function table(visit: Visit, users: readonly User[]): Html {
  const { words: w } = visit;
  if (users.length === 0) return html`<p class="empty muted">${w.nobody}</p>`;
  return html`<table class="flow">
    <thead>
      <tr>
        <th scope="col">${w.person}</th>
        <th scope="col">${w.login}</th>
        <th scope="col">${w.state}</th>
        <th scope="col">${w.changed}</th>
        <th scope="col"><span class="vh">${w.action}</span></th>
      </tr>
    </thead>
    <tbody>
      ${users.map((user) => row(visit, user))}
    </tbody>
  </table>`;
}

function row(visit: Visit, user: User): Html {
  const { words: w } = visit;
  const action = rowActions[user.status];
  return html`<tr>
    <th scope="row">
      <a href="/people/${user.id}"><bdi>${nameOf(user)}</bdi></a>
    </th>
    <td class="muted full"><bdi>${textOf(user.profile, 'login')}</bdi></td>
    <td class="keep">${statusMark(user)}</td>
    <td class="muted num keep">${timeMark(visit, user.lastUpdated)}</td>
    <td class="r keep">
      ${
        action === 'delete'
          ? html`<a class="btn s" href="/people/${user.id}/delete" aria-label="${w.delete}: ${nameOf(user)}"
              >${w.delete}…</a
            >`
          : operationForm(visit, user, { operation: action, small: true })
      }
    </td>
  </tr>`;
}

function signInCard({ org, c, words: w }: Visit): Html {
  const { token, clientId, privateKeyFile } = org.identity;
  return html`<section class="card" aria-labelledby="sign-in">
    <h2 id="sign-in">${w.signIn}</h2>
    <div class="in">
      <dl class="kv">
        <dt>${w.address}</dt>
        <dd><code>${new URL(c.req.url).origin}</code></dd>
        <dt>${w.token}</dt>
        <dd><code>${token}</code> <span class="muted">${w.notSecret}</span></dd>
        <dt>${w.app}</dt>
        <dd><code>${clientId}</code></dd>
        <dt>${w.keyFile}</dt>
        <dd><code>${privateKeyFile}</code></dd>
      </dl>
    </div>
  </section>`;
}
