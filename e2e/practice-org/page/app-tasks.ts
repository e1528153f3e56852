import { html } from 'hono/html';
import type { ImportedUser } from '../apps/app.ts';
import type { SentRequest } from '../scim/request-log.ts';
import { appPage, buttonForm, type AppVisit } from './app-view.ts';
import type { Notice } from './person.ts';
import { count, nameOf, timeMark, type Html } from './view.ts';

const requestsShown = 100;
const waitingShown = 500;

/** What failed, in the other side's own words, with Retry. */
export function tasksOfApp(visit: AppVisit, notice: Notice | null): Html {
  const { app, appWords: w, provisioner } = visit;
  const tasks = provisioner.tasks(app);
  const action = `/apps/${app.id}/retry`;
  const body = html`
    ${tasks.length > 1 ? html`<p>${buttonForm({ action, label: w.retryAll })}</p>` : ''}
    <section class="card" aria-label="${w.tabs.tasks}">
      ${
        tasks.length === 0
          ? html`<p class="empty muted">${w.noTasks}</p>`
          : html`<table class="flow">
              <tbody>
                ${tasks.map(
                  ({ id, at, summary, retryAt }) =>
                    html`<tr>
                      <td class="muted num keep">${timeMark(visit, at)}</td>
                      <td class="full">
                        ${summary}
                        ${
                          retryAt === null
                            ? ''
                            : html`<br /><span class="muted">${w.retriesAt} ${timeMark(visit, retryAt)}</span>`
                        }
                      </td>
                      <td class="r keep">
                        ${buttonForm({ action, label: w.retry, on: summary, fields: { only: id } })}
                      </td>
                    </tr>`,
                )}
              </tbody>
            </table>`
      }
    </section>
  `;
  return appPage(visit, { tab: 'tasks', notice, body });
}

/** Requests that were sent, newest first, each with what was sent and answered. */
export function requestsOfApp(visit: AppVisit, notice: Notice | null): Html {
  const { app, appWords: w, provisioner } = visit;
  const requests = provisioner.requests.of(app.id).slice(0, requestsShown);
  const body =
    requests.length === 0
      ? html`<section class="card"><p class="empty muted">${w.noRequests}</p></section>`
      : html`
          <p>${buttonForm({ action: `/apps/${app.id}/clear`, label: w.clear })}</p>
          ${requests.map((request) => requestCard(visit, request))}
        `;
  return appPage(visit, { tab: 'requests', notice, body });
}

function requestCard(visit: AppVisit, { at, purpose, method, path, body, status, answer, ms }: SentRequest): Html {
  const { appWords: w } = visit;
  return html`<details class="card">
    <summary>
      <span class="muted num">${timeMark(visit, at)}</span> <b>${status ?? w.noAnswer}</b>
      <code>${method} ${decoded(path)}</code> <span class="muted">${purpose} · ${count(visit, ms)} ms</span>
    </summary>
    <div class="in">
      ${
        body === null
          ? ''
          : html`<p class="small muted">${w.sent}</p>
              <pre>${indented(body)}</pre>`
      }
      <p class="small muted">${w.answered}</p>
      <pre>${indented(answer)}</pre>
    </div>
  </details>`;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** What the last import found, and whom a person is to confirm. */
export function importOfApp(visit: AppVisit, notice: Notice | null): Html {
  const { org, app, appWords: w } = visit;
  const result = org.state.scim.importOf(app.id);
  const place = `/apps/${app.id}/import`;
  const isOn = app.connection?.features.includes('import') === true;
  const body = html`
    ${isOn ? html`<p>${buttonForm({ action: place, label: w.importNow, tone: 'primary' })}</p>` : html`<p>${w.importHint}</p>`}
    ${result === undefined ? '' : html`<p class="small muted">${timeMark(visit, result.at)} ${w.imported(inWords(visit, result))}</p>`}
    ${
      result === undefined || result.waiting.length === 0
        ? html`<section class="card"><p class="empty muted">${w.noWaiting}</p></section>`
        : html`<form class="card" method="post" action="${place}/confirm">
            <table class="flow">
              <tbody>
                ${result.waiting.slice(0, waitingShown).map((one) => waitingRow(visit, one))}
              </tbody>
            </table>
            <div class="in">
              <div class="row"><button class="btn primary">${w.confirm}</button></div>
            </div>
          </form>`
    }
  `;
  return appPage(visit, { tab: 'import', notice, body });
}

function inWords(visit: AppVisit, result: Readonly<Record<'scanned' | 'inactive' | 'known' | 'groups', number>>) {
  return {
    scanned: count(visit, result.scanned),
    inactive: count(visit, result.inactive),
    known: count(visit, result.known),
    groups: count(visit, result.groups),
  };
}

function waitingRow({ org, appWords: w }: AppVisit, { externalId, userName, match }: ImportedUser): Html {
  const user = match === null ? undefined : org.state.users.byId(match);
  return html`<tr>
    <td class="keep"><input type="checkbox" id="i-${externalId}" name="id" value="${externalId}" /></td>
    <th scope="row">
      <label for="i-${externalId}"><bdi>${userName}</bdi></label>
    </th>
    <td class="muted full">${user === undefined ? w.becomesNew : html`${w.matches} <bdi>${nameOf(user)}</bdi>`}</td>
  </tr>`;
}
