import type { Context } from 'hono';
import { html } from 'hono/html';
import { requestFacts } from '../access/authenticate.ts';
import { systemCaller, type Caller } from '../access/caller.ts';
import type { Env } from '../http/env.ts';
import { userParty } from '../log/system-log.ts';
import type { User } from '../model.ts';
import type { Org } from '../org.ts';
import { languageOf, words, type Language, type Words } from './words.ts';

export type Html = ReturnType<typeof html>;

/** What a page needs to be drawn for one visitor. */
export interface Visit {
  readonly org: Org;
  readonly c: Context<Env>;
  readonly language: Language;
  readonly words: Words;
}

export function visitOf(org: Org, c: Context<Env>): Visit {
  const language = languageOf(c.req.header('accept-language'));
  return { org, c, language, words: words[language] };
}

/** Whoever sits at the page acts as the org's administrator. */
export function pageCaller({ org, c }: Visit): Caller {
  const admin = org.state.users.byId(org.identity.adminId);
  const caller = { ...systemCaller(), ...requestFacts(c) };
  return admin === undefined ? caller : { ...caller, actor: userParty(admin), userId: admin.id };
}

export interface PageContent {
  readonly title: string;
  readonly current: 'people' | 'groups' | 'apps' | 'log' | null;
  readonly body: Html;
}

/** A whole page: the stripe that says what this is, then the content. */
export function layout({ org, language, words: w }: Visit, { title, current, body }: PageContent): Html {
  const link = (name: 'people' | 'groups' | 'apps' | 'log', href: string): Html =>
    html`<a href="${href}" ${current === name ? html`aria-current="page"` : ''}>${w[name]}</a>`;
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Practice org</title>
        <link rel="stylesheet" href="/practice.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <header class="stripe">
          <b>Practice org “${org.identity.name}”</b><span>${w.stripe}</span>
          <nav aria-label="Practice org">
            ${link('people', '/')} ${link('groups', '/groups')} ${link('apps', '/apps')} ${link('log', '/log')}<a
              href="/reset"
              >${w.reset}</a
            >
          </nav>
        </header>
        <main class="stack">${body}</main>
      </body>
    </html>`;
}

/** First and last name as one; the login where there is none. */
export function nameOf(user: User): string {
  const { displayName, alternateId } = userParty(user);
  return displayName === '' ? alternateId : displayName;
}

/** The status as Okta writes it, with a coloured edge beside the word. */
export function statusMark({ status }: User): Html {
  return html`<span class="st ${status}">${status}</span>`;
}

/** Today as a clock with seconds, this year as day and month, else with the year; in full for machines and on hover. */
export function timeMark({ org, language }: Visit, iso: string): Html {
  const time = new Date(iso);
  const now = new Date(org.clock());
  const isToday = time.toDateString() === now.toDateString();
  const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' };
  const format: Intl.DateTimeFormatOptions = isToday
    ? { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }
    : { ...day, ...(time.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }) };
  return html`<time datetime="${iso}" title="${iso}"
    >${new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, format).format(time)}</time
  >`;
}

/** A number with the language's grouping. */
export function count({ language }: Visit, value: number): string {
  return new Intl.NumberFormat(language).format(value);
}
