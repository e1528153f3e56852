import { SyncError, errorKinds } from '@rollcall/shared';
import type { ErrorCode } from '@rollcall/shared';
import { problemSchema } from '@rollcall/shared/api-basics';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { routes } from '@rollcall/shared/routes';
import type { Route } from '@rollcall/shared/route';
import type { RouteAnswer, RouteBody, RouteName } from '@rollcall/shared/routes';

/** Carries one request to an agent, with the bearer and the Host that it wants. */
export type Send = (path: string, init: { method: string; body?: string }) => Promise<Response>;

interface Where {
  params?: Record<string, string>;
  query?: Record<string, string | number | undefined>;
}

export type CallInput<N extends RouteName> = RouteBody<N> extends undefined ? Where : Where & { body: RouteBody<N> };

/** The local API, typed by its table of routes. */
export interface Client {
  /** Calls a route and answers its checked answer; throws the agent's problem, or `version` for an unknown shape. */
  call<N extends RouteName>(name: N, input: CallInput<N>): Promise<RouteAnswer<N>>;
}

export function createClient(send: Send): Client {
  return {
    async call<N extends RouteName>(name: N, input: CallInput<N>) {
      const route: Route = routes[name];
      const body = 'body' in input ? { body: JSON.stringify(input.body) } : {};
      const response = await send(pathOf(route, input), { method: route.method, ...body });
      const answer = await readJson(response);
      if (!response.ok) throw problemOf(response.status, answer);
      const parsed = route.answer.safeParse(answer);
      if (!parsed.success) throw notUnderstood(`${route.method} ${route.path}`);
      // The table pairs the name with this schema; the lookup by a type parameter can't show that to the compiler.
      return parsed.data as RouteAnswer<N>;
    },
  };
}

function pathOf(route: Route, { params = {}, query = {} }: Where): string {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(params[name] ?? ''));
  const given = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) given.set(key, String(value));
  return given.size === 0 ? path : `${path}?${given.toString()}`;
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw notUnderstood('an answer that is not JSON');
  }
}

function problemOf(status: number, answer: unknown): SyncError {
  const problem = problemSchema.safeParse(answer).data;
  return problem ? errorOf(problem) : notUnderstood(`an answer with status ${status}`);
}

/** A problem from the API as an error that can be thrown here. */
export function errorOf(problem: ProblemAnswer): SyncError {
  const { code, detail, retryAt, requestId, field, ...rest } = problem;
  return new SyncError(isErrorCode(code) ? code : 'internal', detail, {
    next: rest.next,
    scope: rest.scope,
    retry: rest.retry,
    ...(retryAt === null ? {} : { retryAt }),
    ...(rest.status === null ? {} : { status: rest.status }),
    ...(requestId === null ? {} : { requestId }),
    ...(field === null ? {} : { field }),
  });
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorKinds, code);
}

function notUnderstood(what: string): SyncError {
  return new SyncError('version', `The agent sent something this command doesn’t understand: ${what}.`, {
    next: 'Stop the agent, update Rollcall, then start "rollcall serve" again.',
  });
}
