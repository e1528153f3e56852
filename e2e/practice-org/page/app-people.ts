import { html } from 'hono/html';
import { takePage } from '../http/paging.ts';
import { textOf, type Group } from '../model.ts';
import type { AppUser } from '../apps/app.ts';
import { userNameOf } from '../scim/user-body.ts';
import { appPage, buttonForm, choice, stateMark, type AppVisit } from './app-view.ts';
import { textField } from './form.ts';
import type { Notice } from './person.ts';
import { nameOf, type Html } from './view.ts';

const shown = 200;

/** Who is assigned, by name and by group, and how far each is. */
export function peopleOfApp(visit: AppVisit, notice: Notice | null): Html {
  const { org, app, appWords: w } = visit;
  const place = `/apps/${app.id}`;
  const assigned = takePage(live(visit), shown, ({ seq }) => ({ seq })).items;
  const groups = org.state.scim.groupsOf(app.id);
  const free = [...org.state.groups.after(0)].filter(({ id }) => groups.every(({ groupId }) => groupId !== id));
  const body = html`
    <form class="card" method="post" action="${place}/assign">
      <h2>${w.assignPerson}</h2>
      <div class="in">
        <div class="fields">
          ${textField({ name: 'login', label: w.login, required: true })}
          ${textField({ name: 'userName', label: `${w.userName} (${w.ownName})` })}
        </div>
        <div class="row"><button class="btn primary">${w.assign}</button></div>
      </div>
    </form>
    <section class="card" aria-labelledby="assign-groups">
      <h2 id="assign-groups">${w.assignGroup}</h2>
      <div class="in">
        <ul class="stack tight">
          ${groups.map(({ groupId }) => groupRow(visit, org.state.groups.byId(groupId)))}
        </ul>
        ${
          free.length === 0
            ? ''
            : html`<form class="row" method="post" action="${place}/assign-group">
                ${choice('group', visit.words.group, free.map(named))}
                <button class="btn">${w.assign}</button>
              </form>`
        }
      </div>
    </section>
    <section class="card" aria-label="${w.tabs.people}">
      ${
        assigned.length === 0
          ? html`<p class="empty muted">${w.nobody}</p>`
          : html`<table class="flow">
              <tbody>
                ${assigned.map((one) => row(visit, one))}
              </tbody>
            </table>`
      }
    </section>
    <p>${buttonForm({ action: `${place}/provision`, label: w.provision })}</p>
  `;
  return appPage(visit, { tab: 'people', notice, body });
}

function* live({ org, app }: AppVisit): Generator<AppUser> {
  for (const one of org.state.scim.usersAfter(app.id, 0)) if (one.scope !== null) yield one;
}

function row({ org, app, appWords: w }: AppVisit, assigned: AppUser): Html {
  const user = org.state.users.byId(assigned.userId);
  if (user === undefined) return html``;
  return html`<tr>
    <th scope="row">
      <a href="/people/${user.id}"><bdi>${nameOf(user)}</bdi></a>
    </th>
    <td class="muted full">
      <bdi>${userNameOf(user, assigned)}</bdi>
      ${assigned.externalId === null ? '' : html`<br />${w.idThere} <code>${assigned.externalId}</code>`}
    </td>
    <td class="muted keep">${assigned.scope === 'GROUP' ? w.byGroup : w.byName}</td>
    <td class="keep">${stateMark(assigned.state)}</td>
    <td class="r keep">
      ${
        assigned.scope === 'USER'
          ? buttonForm({
              action: `/apps/${app.id}/unassign`,
              label: w.unassign,
              on: nameOf(user),
              fields: { user: user.id },
            })
          : ''
      }
    </td>
  </tr>`;
}

function groupRow({ app, appWords: w }: AppVisit, group: Group | undefined): Html {
  if (group === undefined) return html``;
  const [id, name] = named(group);
  return html`<li class="row between">
    <a href="/groups/${id}"><bdi>${name}</bdi></a>
    ${buttonForm({ action: `/apps/${app.id}/unassign-group`, label: w.unassign, on: name, fields: { group: id } })}
  </li>`;
}

/** A group as a choice: id and name. */
export function named({ id, profile }: Group): [string, string] {
  return [id, textOf(profile, 'name')];
}
