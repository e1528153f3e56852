import { html } from 'hono/html';
import { dialects, features } from '../apps/app.ts';
import type { ConnectionChange } from '../scim/connect.ts';
import { appPage, buttonForm, wordsOf, type AppVisit } from './app-view.ts';
import { textField } from './form.ts';
import type { Notice } from './person.ts';
import { layout, type Html, type Visit } from './view.ts';

/** All applications, and a form for a new one. */
export function appsPage(visit: Visit): Html {
  const { org, words } = visit;
  const w = wordsOf(visit);
  const apps = org.state.scim.all();
  const body = html`
    <h1>${words.apps}</h1>
    <section class="card" aria-label="${words.apps}">
      ${
        apps.length === 0
          ? html`<p class="empty muted">${w.none}</p>`
          : html`<table class="flow">
              <tbody>
                ${apps.map(
                  (app) =>
                    html`<tr>
                      <th scope="row">
                        <a href="/apps/${app.id}"><bdi>${app.label}</bdi></a>
                      </th>
                      <td class="muted full">${app.connection?.baseUrl ?? ''}</td>
                      <td class="r keep">
                        <span class="st ${app.status === 'ACTIVE' ? 'ACTIVE' : 'DEPROVISIONED'}"
                          >${app.status === 'ACTIVE' ? w.on : w.off}</span
                        >
                      </td>
                    </tr>`,
                )}
              </tbody>
            </table>`
      }
    </section>
    <form class="card" method="post" action="/apps">
      <div class="in">
        ${textField({ name: 'label', label: w.name, value: 'SCIM 2.0 Test App (OAuth Bearer Token)', required: true })}
        <div class="row"><button class="btn primary">${w.add}</button></div>
      </div>
    </form>
  `;
  return layout(visit, { title: words.apps, current: 'apps', body });
}

/** Base URL, token, ticks and "Test API Credentials"; `tried` is what a person has typed and not saved, without token. */
export function connectionPage(visit: AppVisit, notice: Notice | null, tried: ConnectionChange = {}): Html {
  const { app, appWords: w } = visit;
  const shown = { ...app.connection, ...tried };
  const body = html`
    <form class="card" method="post" action="/apps/${app.id}/connection">
      <h2>${w.connection}</h2>
      <div class="in">
        ${textField({ name: 'baseUrl', label: w.baseUrl, value: shown.baseUrl ?? '', required: true })}
        ${tokenField(visit)}
        <div class="field">
          <label for="dialect">${w.dialect}</label>
          <select id="dialect" name="dialect">
            ${dialects
              .toReversed()
              .map(
                (one) =>
                  html`<option value="${one}" ${shown.dialect === one ? 'selected' : ''}>${w.dialects[one]}</option>`,
              )}
          </select>
        </div>
        ${tickFields(visit, tried)}
        <div class="field">
          <label for="custom">${w.custom}</label>
          <textarea id="custom" name="custom" rows="2" spellcheck="false">
${(shown.custom ?? []).map(({ name, urn }) => `${name} ${urn}`).join('\n')}</textarea>
        </div>
        <div class="row">
          <button class="btn" name="do" value="test">${w.test}</button>
          <button class="btn primary" name="do" value="save">${w.save}</button>
        </div>
      </div>
    </form>
    ${statusForm(visit)}
  `;
  return appPage(visit, { tab: 'connection', notice, body });
}

/** Always empty: what is kept is never shown. */
function tokenField({ org, app, appWords: w }: AppVisit): Html {
  const isKept = org.state.scim.secretOf(app.id) !== '';
  return html`${textField({ name: 'token', label: w.token, type: 'password', required: !isKept })}
    <p class="small muted">${isKept ? w.tokenKept : w.tokenMissing}</p>`;
}

function tickFields({ app, appWords: w }: AppVisit, tried: ConnectionChange): Html {
  const ticked = tried.features ?? app.connection?.features ?? ['create', 'update', 'deactivate', 'groups'];
  return html`<fieldset>
    <legend>${w.ticked}</legend>
    ${features.map(
      (one) =>
        html`<label class="check"
          ><input type="checkbox" name="feature" value="${one}" ${ticked.includes(one) ? 'checked' : ''} />
          ${w.features[one]}</label
        >`,
    )}
  </fieldset>`;
}

function statusForm({ app, appWords: w }: AppVisit): Html {
  const place = `/apps/${app.id}`;
  if (app.status === 'ACTIVE')
    return html`<p>${buttonForm({ action: `${place}/deactivate`, label: w.deactivate, on: app.label })}</p>`;
  return html`<p class="row">
    ${buttonForm({ action: `${place}/activate`, label: w.activate, on: app.label })}
    ${buttonForm({ action: `${place}/remove`, label: w.remove, on: app.label, tone: 'danger' })}
  </p>`;
}
