import { html } from 'hono/html';
import { readSeq, takePage } from '../http/paging.ts';
import type { StoredEvent } from '../log/system-log.ts';
import { layout, timeMark, type Html, type Visit } from './view.ts';

const pageSize = 100;

/** The System Log, newest first. */
export function logPage(visit: Visit): Html {
  const { org, c, words: w } = visit;
  const place = readSeq(c.req.query('after'));
  const events = org.log.before(place === 0 ? org.log.lastSeq() + 1 : place);
  const page = takePage(events, pageSize, ({ seq }) => ({ seq }));
  const body = html`
    <h1>${w.log}</h1>
    <section class="card" aria-label="${w.log}">${eventTable(visit, page.items)}</section>
    ${page.next === undefined ? '' : html`<p><a class="btn" href="?after=${page.next}">${w.more}</a></p>`}
  `;
  return layout(visit, { title: w.log, current: 'log', body });
}

/** Events as rows: when, what, by whom, on whom. */
export function eventTable(visit: Visit, events: readonly StoredEvent[]): Html {
  const { words: w } = visit;
  if (events.length === 0) return html`<p class="empty muted">${w.nothing}</p>`;
  return html`<table class="flow">
    <thead>
      <tr>
        <th scope="col">${w.when}</th>
        <th scope="col">${w.event}</th>
        <th scope="col">${w.who}</th>
        <th scope="col">${w.whom}</th>
      </tr>
    </thead>
    <tbody>
      ${events.map(
        (event) =>
          html`<tr>
            <td class="muted num keep">${timeMark(visit, event.published)}</td>
            <td class="full">
              <code>${event.eventType}</code>
              ${event.reason === null ? '' : html`<br /><span class="muted">${event.reason}</span>`}
            </td>
            <td class="muted"><bdi>${event.actor.displayName}</bdi></td>
            <td><bdi>${event.target.map(({ displayName }) => displayName).join(', ')}</bdi></td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
