import { html } from 'hono/html';
import { baseAttributes } from '../schema/base-attributes.ts';
import { takePage } from '../http/paging.ts';
import { groupParty, type StoredEvent } from '../log/system-log.ts';
import type { Group, User } from '../model.ts';
import type { Org } from '../org.ts';
import { isLegal, operations, type OperationName } from '../users/lifecycle.ts';
import { eventTable } from './log.ts';
import { operationForm, textField } from './form.ts';
import { layout, nameOf, statusMark, timeMark, type Html, type Visit } from './view.ts';

/** What the form for a profile offers; the rest is changed through the API. */
export const editable = [
  'firstName',
  'lastName',
  'login',
  'email',
  'displayName',
  'title',
  'department',
  'mobilePhone',
] as const;

/** The operations that make sense by hand: those that answer a link or a password are for the API. */
const byHand: readonly OperationName[] = [
  'activate',
  'reactivate',
  'suspend',
  'unsuspend',
  'unlock',
  'expire_password',
  'deactivate',
];

const eventsShown = 10;

export interface Notice {
  readonly text: string;
  readonly isBad: boolean;
}

/** One user: profile, status and what can be done about it, groups and what happened. */
export function personPage(visit: Visit, user: User, notice: Notice | null): Html {
  const { org, words: w } = visit;
  const own = takePage(eventsOn(org, user), eventsShown, ({ seq }) => ({ seq })).items;
  const isLive = user.status !== 'DEPROVISIONED';
  const body = html`
    ${noticeOf(notice)}
    <div class="row between">
      <h1><bdi>${nameOf(user)}</bdi></h1>
      ${statusMark(user)}
    </div>
    <div class="row">
      ${byHand
        .filter((name) => isLegal(name, user.status))
        .map((operation) => operationForm(visit, user, { operation, small: false }))}
      ${isLive ? '' : html`<a class="btn danger" href="/people/${user.id}/delete">${w.delete}…</a>`}
    </div>
    <section class="card" aria-labelledby="profile">
      <h2 id="profile">${w.profile}</h2>
      <div class="in">${profileList(visit, user)}</div>
    </section>
    ${isLive ? html`${editCard(visit, user)} ${passwordCard(visit, user)}` : ''} ${groupCard(visit, user)}
    <section class="card" aria-labelledby="events">
      <h2 id="events">${w.activity}</h2>
      ${eventTable(visit, own)}
    </section>
  `;
  return layout(visit, { title: nameOf(user), current: 'people', body });
}

function* eventsOn(org: Org, user: User): Generator<StoredEvent> {
  for (const event of org.log.before(org.log.lastSeq() + 1))
    if (event.target.some(({ id }) => id === user.id)) yield event;
}

/** A result, told where it happened; announced when it is new. */
export function noticeOf(notice: Notice | null): Html {
  if (notice === null) return html``;
  return html`<p class="note ${notice.isBad ? 'bad' : ''}" role="${notice.isBad ? 'alert' : 'status'}">
    ${notice.text}
  </p>`;
}

function profileList(visit: Visit, user: User): Html {
  const { words: w } = visit;
  const schema = { ...baseAttributes, ...visit.org.state.attributes.custom };
  return html`<dl class="kv">
    ${Object.entries(user.profile).map(
      ([name, value]) =>
        html`<dt><span title="${name}">${schema[name]?.title ?? name}</span></dt>
          <dd><bdi>${typeof value === 'string' ? value : JSON.stringify(value)}</bdi></dd>`,
    )}
    <dt>${w.changed}</dt>
    <dd>${timeMark(visit, user.lastUpdated)}</dd>
    <dt>${w.id}</dt>
    <dd><code>${user.id}</code></dd>
  </dl>`;
}

function editCard({ words: w }: Visit, user: User): Html {
  const text = (name: string): string => {
    const value = user.profile[name];
    return typeof value === 'string' ? value : '';
  };
  return html`<details class="card">
    <summary>${w.edit}</summary>
    <form class="in" method="post" action="/people/${user.id}/profile">
      <div class="fields">
        ${editable.map((name) =>
          textField({
            name,
            label: baseAttributes[name]?.title ?? name,
            value: text(name),
            required: baseAttributes[name]?.required === true,
          }),
        )}
      </div>
      <div class="row"><button class="btn primary">${w.save}</button></div>
    </form>
  </details>`;
}

function passwordCard({ words: w }: Visit, user: User): Html {
  return html`<details class="card">
    <summary>${w.setPassword}</summary>
    <form class="in" method="post" action="/people/${user.id}/password">
      <div class="fields">
        ${textField({ name: 'password', label: w.newPassword, type: 'password', required: true })}
      </div>
      <div class="row"><button class="btn primary">${w.setPassword}</button></div>
    </form>
  </details>`;
}

function groupCard(visit: Visit, user: User): Html {
  const { org, words: w } = visit;
  const isIn = (group: Group): boolean => org.state.groups.isMember(group.id, user.id);
  const choices = [...org.state.groups.after(0)].filter((group) => group.type === 'OKTA_GROUP');
  const others = choices.filter((group) => !isIn(group));
  const isLive = user.status !== 'DEPROVISIONED';
  return html`<section class="card" aria-labelledby="groups">
    <h2 id="groups">${w.groups}</h2>
    <div class="in">
      <ul class="stack tight">
        ${choices.filter(isIn).map((group) => memberOf(visit, user, group))}
      </ul>
      ${
        isLive && others.length > 0
          ? html`<form class="row" method="post" action="/people/${user.id}/join">
              <label class="vh" for="group">${w.group}</label>
              <select id="group" name="group" class="auto">
                ${others.map((group) => html`<option value="${group.id}">${groupParty(group).displayName}</option>`)}
              </select>
              <button class="btn">${w.join}</button>
            </form>`
          : ''
      }
    </div>
  </section>`;
}

function memberOf({ words: w }: Visit, user: User, group: Group): Html {
  const name = groupParty(group).displayName;
  return html`<li class="row between">
    <a href="/groups/${group.id}"><bdi>${name}</bdi></a>
    <form class="inline" method="post" action="/people/${user.id}/leave">
      <input type="hidden" name="group" value="${group.id}" />
      <button class="btn s" aria-label="${w.leave}: ${name}">${w.leave}</button>
    </form>
  </li>`;
}

/** The form for a new user. */
export function newPersonPage(visit: Visit, given: Readonly<Record<string, string>>, notice: Notice | null): Html {
  const { words: w } = visit;
  const body = html`
    ${noticeOf(notice)}
    <h1>${w.add}</h1>
    <form class="card" method="post" action="/people">
      <div class="in">
        <div class="fields">
          ${editable.map((name) =>
            textField({
              name,
              label: baseAttributes[name]?.title ?? name,
              value: given[name] ?? '',
              required: baseAttributes[name]?.required === true,
            }),
          )}
          ${textField({ name: 'password', label: w.password, type: 'password' })}
        </div>
        <label class="check"><input type="checkbox" name="activate" value="true" checked /> ${w.addAndActivate}</label>
        <div class="row"><button class="btn primary">${w.add}</button></div>
      </div>
    </form>
  `;
  return layout(visit, { title: w.add, current: 'people', body });
}

/** Asks before an erasure, naming the person and the effect. */
export function deletePage(visit: Visit, user: User): Html {
  const { words: w } = visit;
  const title = w.deleteFor(nameOf(user));
  const body = html`
    <h1>${title}</h1>
    <p>${w.deleteEffect}</p>
    <form class="row" method="post" action="/people/${user.id}/delete">
      <button class="btn danger">${w.delete}</button><a class="btn" href="/people/${user.id}">${w.keep}</a>
    </form>
  `;
  return layout(visit, { title, current: 'people', body });
}

/** Whether a word is an operation of the page's buttons. */
export function isByHand(name: string): name is OperationName {
  return Object.hasOwn(operations, name) && byHand.some((known) => known === name);
}
