import { html } from 'hono/html';
import { count, layout, type Html, type Visit } from './view.ts';
import { noticeOf, type Notice } from './person.ts';
import { appTabs, appWords, type AppTab, type AppWords } from './app-words.ts';
import type { ScimApp, SyncState } from '../apps/app.ts';
import type { Provisioner } from '../scim/provisioner.ts';

/** What a page about one application needs to be drawn. */
export interface AppVisit extends Visit {
  readonly app: ScimApp;
  readonly provisioner: Provisioner;
  readonly appWords: AppWords;
}

export function wordsOf({ language }: Visit): AppWords {
  return appWords[language];
}

interface AppPage {
  readonly tab: AppTab;
  readonly notice: Notice | null;
  readonly body: Html;
}

/** A page of one application: its name, what is open, and the pages beside it. */
export function appPage(visit: AppVisit, { tab, notice, body }: AppPage): Html {
  const { app, appWords: w, provisioner } = visit;
  const { due, waiting, failed } = provisioner.backlog(app);
  const counts = { due: count(visit, due), waiting: count(visit, waiting), failed: count(visit, failed) };
  const place = `/apps/${app.id}`;
  const content = html`
    <div class="row between">
      <h1><bdi>${app.label}</bdi></h1>
      <span class="st ${app.status === 'ACTIVE' ? 'ACTIVE' : 'DEPROVISIONED'}"
        >${app.status === 'ACTIVE' ? w.on : w.off}</span
      >
    </div>
    <nav class="row tabs" aria-label="${app.label}">
      ${appTabs.map(
        (one) =>
          html`<a
            href="${one === 'connection' ? place : `${place}/${one}`}"
            ${one === tab ? html`aria-current="page"` : ''}
            >${w.tabs[one]}${one === 'tasks' && failed > 0 ? ` (${counts.failed})` : ''}</a
          >`,
      )}
    </nav>
    ${noticeOf(notice)} ${app.connection === null ? '' : html`<p class="small muted">${w.open(counts)}</p>`} ${body}
  `;
  return layout(visit, { title: app.label, current: 'apps', body: content });
}

/** How far one thing is in step with the application. */
export function stateMark(state: SyncState): Html {
  const tones: Readonly<Record<SyncState, string>> = {
    idle: 'DEPROVISIONED',
    due: 'STAGED',
    done: 'ACTIVE',
    error: 'LOCKED_OUT',
  };
  const names: Readonly<Record<SyncState, string>> = {
    idle: 'DISABLED',
    due: 'SYNCING',
    done: 'SYNCHRONIZED',
    error: 'ERROR',
  };
  return html`<span class="st ${tones[state]}">${names[state]}</span>`;
}

export interface Button {
  readonly action: string;
  readonly label: string;
  /** On whom or what, for those who don't see the row. */
  readonly on?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly tone?: 'primary' | 'danger';
}

/** A form of one button. */
export function buttonForm({ action, label, on, fields = {}, tone }: Button): Html {
  return html`<form class="inline" method="post" action="${action}">
    ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    <button class="btn s ${tone ?? ''}" ${on === undefined ? '' : html`aria-label="${label}: ${on}"`}>${label}</button>
  </form>`;
}

/** A list of names with a word in front of it that says which to pick. */
export function choice(name: string, label: string, options: readonly (readonly [string, string])[]): Html {
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      ${options.map(([value, text]) => html`<option value="${value}">${text}</option>`)}
    </select>
  </div>`;
}
