import { html } from 'hono/html';
import { comparisons, type GroupPush } from '../apps/app.ts';
import { pushOf } from '../apps/push.ts';
import { appPage, buttonForm, choice, stateMark, type AppVisit } from './app-view.ts';
import { named } from './app-people.ts';
import { textField } from './form.ts';
import type { Notice } from './person.ts';
import { count, type Html } from './view.ts';

/** Groups that are pushed, by name and by rule. */
export function groupsOfApp(visit: AppVisit, notice: Notice | null): Html {
  const { org, app, appWords: w } = visit;
  const place = `/apps/${app.id}/push`;
  const pushes = [...org.state.scim.pushesAfter(app.id, 0)].filter(({ isUnlinked }) => !isUnlinked);
  const free = [...org.state.groups.after(0)].filter(
    (group) => group.type === 'OKTA_GROUP' && pushOf(org, app, group) === undefined,
  );
  const body = html`
    ${
      free.length === 0
        ? ''
        : html`<form class="card" method="post" action="${place}">
            <h2>${w.pushByName}</h2>
            <div class="in">
              <div class="fields">
                ${choice('group', visit.words.group, free.map(named))}
                ${textField({ name: 'targetName', label: w.nameThere })}
              </div>
              <div class="row"><button class="btn primary">${w.push}</button></div>
            </div>
          </form>`
    }
    <section class="card" aria-label="${w.tabs.groups}">
      ${
        pushes.length === 0
          ? html`<p class="empty muted">${w.noPush}</p>`
          : html`<table class="flow">
              <tbody>
                ${pushes.map((push) => row(visit, push))}
              </tbody>
            </table>`
      }
    </section>
    ${ruleCard(visit)}
  `;
  return appPage(visit, { tab: 'groups', notice, body });
}

function row(visit: AppVisit, push: GroupPush): Html {
  const { org, app, appWords: w, words } = visit;
  const group = org.state.groups.byId(push.groupId);
  const [, name] = group === undefined ? ['', push.groupId] : named(group);
  const action = (what: string): string => `/apps/${app.id}/push/${what}`;
  const button = (what: string, label: string): Html =>
    buttonForm({ action: action(what), label, on: name, fields: { push: push.id } });
  return html`<tr>
    <th scope="row">
      <a href="/groups/${push.groupId}"><bdi>${name}</bdi></a>
    </th>
    <td class="muted full">
      ${push.sentName !== null && push.sentName !== name ? html`${w.nameThere}: <bdi>${push.sentName}</bdi><br />` : ''}
      ${words.members(count(visit, org.state.scim.membersOf(push.id).size))}
      ${push.problem === null ? '' : html`<br />${push.problem.summary}`}
    </td>
    <td class="keep">${push.status === 'ACTIVE' ? stateMark(push.state) : w.off}</td>
    <td class="r">
      <div class="row end">
        ${
          push.status === 'ACTIVE'
            ? html`${button('now', w.pushNow)} ${button('off', w.deactivate)}`
            : html`${button('on', w.activate)} ${button('leave', w.unlinkLeave)} ${button('delete', w.unlinkDelete)}`
        }
      </div>
    </td>
  </tr>`;
}

function ruleCard({ org, app, appWords: w }: AppVisit): Html {
  const place = `/apps/${app.id}/rule`;
  return html`<section class="card" aria-labelledby="rules">
    <h2 id="rules">${w.pushByRule}</h2>
    <div class="in">
      <ul class="stack tight">
        ${org.state.scim.rulesOf(app.id).map(
          ({ id, name, comparison, value }) =>
            html`<li class="row between">
              <span><bdi>${name}</bdi>: ${w.comparisons[comparison]} “${value}”</span>
              ${buttonForm({ action: `${place}/remove`, label: w.removeRule, on: name, fields: { rule: id } })}
            </li>`,
        )}
      </ul>
      <form class="stack tight" method="post" action="${place}">
        <div class="fields">
          ${textField({ name: 'name', label: w.rule, required: true })}
          ${choice(
            'comparison',
            w.pushByRule,
            comparisons.map((one) => [one, w.comparisons[one]] as const),
          )}
          ${textField({ name: 'value', label: w.text, required: true })}
        </div>
        <div class="row"><button class="btn">${w.pushByRule}</button></div>
      </form>
    </div>
  </section>`;
}
