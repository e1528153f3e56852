import type { Fault, FaultyCall } from '@rollcall/agent/directory/directory.suite';

/** The fetch that a directory under test uses: it counts the calls, and makes the next of a kind fail when told to. */
export interface RecordedFetch {
  readonly fetch: typeof globalThis.fetch;
  /** Calls so far, as `METHOD /path` without query. */
  readonly calls: readonly string[];
  /** Sessions opened so far, with what it takes to end them from outside. */
  readonly sessions: readonly { cookie: string; logoutToken: string }[];
  failNext(call: FaultyCall, fault: Fault): void;
}

const patterns: Record<FaultyCall, RegExp> = {
  get: /^GET \S*\/jsonapi\/user\/user\/[\da-f-]{36}$/u,
  list: /^GET \S*\/jsonapi\/user\/user$/u,
  create: /^POST \S*\/jsonapi\/user\/user$/u,
  update: /^PATCH \S*\/jsonapi\/user\/user\/[\da-f-]{36}$/u,
};

export function recordFetch(): RecordedFetch {
  const calls: string[] = [];
  const sessions: { cookie: string; logoutToken: string }[] = [];
  let next: { pattern: RegExp; fault: Fault } | null = null;
  const recorded: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const call = `${init?.method ?? 'GET'} ${url.pathname}`;
    calls.push(call);
    const fault = next?.pattern.test(call) === true ? next.fault : null;
    if (fault !== null) next = null;
    const answer = await faulty(fault, () => fetch(input, init), init?.signal ?? null);
    if (url.pathname.endsWith('/user/login') && answer.ok) sessions.push(await sessionOf(answer.clone()));
    return answer;
  };
  return {
    fetch: recorded,
    calls,
    sessions,
    failNext: (call, fault) => {
      next = { pattern: patterns[call], fault };
    },
  };
}

async function faulty(
  fault: Fault | null,
  send: () => Promise<Response>,
  signal: AbortSignal | null,
): Promise<Response> {
  switch (fault) {
    case 'limited':
      return new Response('{"message":"Slow down."}', {
        status: 429,
        headers: { 'content-type': 'application/json', 'retry-after': '2' },
      });
    case 'broken':
      return new Response('{"errors":[{"status":"500","title":"Internal Server Error"}]}', {
        status: 500,
        headers: { 'content-type': 'application/vnd.api+json' },
      });
    case 'html':
      return new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } });
    case 'cut':
      await send();
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) });
    case 'slow':
      await waited(2000, signal);
      return send();
    default:
      return send();
  }
}

function waited(ms: number, signal: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new DOMException('aborted', 'AbortError'));
    });
  });
}

async function sessionOf(login: Response): Promise<{ cookie: string; logoutToken: string }> {
  const cookie = login.headers.getSetCookie().map((each) => each.split(';')[0] ?? '');
  const answer: unknown = await login.json();
  const token = typeof answer === 'object' && answer !== null && 'logout_token' in answer ? answer.logout_token : null;
  return { cookie: cookie.join('; '), logoutToken: typeof token === 'string' ? token : '' };
}
