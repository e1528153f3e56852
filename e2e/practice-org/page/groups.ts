import { html } from 'hono/html';
import { membersOf, memberTotal } from '../groups/members.ts';
import { takePage } from '../http/paging.ts';
import { groupParty } from '../log/system-log.ts';
import { textOf, type Group } from '../model.ts';
import { count, layout, nameOf, statusMark, type Html, type Visit } from './view.ts';

const membersShown = 200;

/** All groups with how many belong to each. */
export function groupsPage(visit: Visit): Html {
  const { org, words: w } = visit;
  const body = html`
    <h1>${w.groups}</h1>
    <section class="card" aria-label="${w.groups}">
      <table class="flow">
        <tbody>
          ${[...org.state.groups.after(0)].map(
            (group) =>
              html`<tr>
                <th scope="row">
                  <a href="/groups/${group.id}"><bdi>${groupParty(group).displayName}</bdi></a>
                </th>
                <td class="muted"><bdi>${textOf(group.profile, 'description')}</bdi></td>
                <td class="r num keep">${w.members(count(visit, memberTotal(org, group)))}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </section>
  `;
  return layout(visit, { title: w.groups, current: 'groups', body });
}

/** One group and its first members. */
export function groupPage(visit: Visit, group: Group): Html {
  const { org, words: w } = visit;
  const name = groupParty(group).displayName;
  const members = takePage(membersOf(org, group, 0), membersShown, ({ seq }) => ({ seq }));
  const body = html`
    <div class="row between">
      <h1><bdi>${name}</bdi></h1>
      <span class="muted num">${w.members(count(visit, memberTotal(org, group)))}</span>
    </div>
    <section class="card" aria-label="${w.people}">
      <table class="flow">
        <tbody>
          ${members.items.map(
            ({ user }) =>
              html`<tr>
                <th scope="row">
                  <a href="/people/${user.id}"><bdi>${nameOf(user)}</bdi></a>
                </th>
                <td class="muted full"><bdi>${textOf(user.profile, 'login')}</bdi></td>
                <td class="r keep">${statusMark(user)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </section>
  `;
  return layout(visit, { title: name, current: 'groups', body });
}
