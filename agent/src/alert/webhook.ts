import { SyncError } from '@rollcall/shared';

import { wordsOf } from './alert.ts';
import type { Alert } from './alert.ts';

/** For the whole call, in milliseconds. */
const limit = 10_000;
const mostRedirects = 3;

/**
 * Posts an alert as JSON; `text` is what chat systems show. A redirect is followed on the same host only. Throws
 * `unreachable`, `timeout`, or `invalid` for an address that does not take it.
 */
export async function postAlert(fetch: typeof globalThis.fetch, url: string, alert: Alert): Promise<void> {
  const signal = AbortSignal.timeout(limit);
  const body = JSON.stringify({ ...alert, text: wordsOf(alert).text });
  let place = new URL(url);
  for (let hops = 0; hops <= mostRedirects; hops += 1) {
    const answer = await send(fetch, place, { body, signal });
    if (answer.status < 300 || answer.status > 399) return assertTaken(answer);
    const to = new URL(answer.headers.get('location') ?? '', place);
    if (to.host !== place.host || to.protocol !== place.protocol) {
      throw refused(`${place.host} sends on to ${to.host}, which is not followed.`, answer.status);
    }
    place = to;
  }
  throw refused(`${place.host} sends on in a circle.`, null);
}

async function send(
  fetch: typeof globalThis.fetch,
  place: URL,
  { body, signal }: { body: string; signal: AbortSignal },
): Promise<Response> {
  try {
    const headers = { 'content-type': 'application/json', 'user-agent': 'Rollcall' };
    const answer = await fetch(place, { method: 'POST', headers, body, signal, redirect: 'manual' });
    await answer.body?.cancel();
    return answer;
  } catch (error) {
    if (signal.aborted) throw new SyncError('timeout', `${place.host} did not answer within 10 seconds.`);
    throw new SyncError('unreachable', `${place.host} can’t be reached.`, { cause: error });
  }
}

function assertTaken({ ok, status, url }: Response): void {
  if (ok) return;
  throw refused(`${url === '' ? 'The address' : new URL(url).host} answered with status ${status}.`, status);
}

function refused(text: string, status: number | null): SyncError {
  const next = 'Check the address for alerts.';
  return new SyncError('invalid', text, {
    field: 'webhook',
    scope: 'run',
    next,
    ...(status === null ? {} : { status }),
  });
}
