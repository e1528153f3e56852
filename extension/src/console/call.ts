import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { RouteAnswer, RouteBody, RouteName } from '@rollcall/shared/routes';

import type { Condition } from '../agent/trouble.ts';
import { send } from '../send.ts';

export interface AgentCall<N extends RouteName> {
  path?: Record<string, string>;
  query?: Record<string, string | number>;
  body?: RouteBody<N>;
}

/** What came of a call: the route's answer, or why there is none. Never rejects. */
export type Outcome<N extends RouteName> =
  | { ok: true; value: RouteAnswer<N> }
  | { ok: false; problem: ProblemAnswer; condition: Condition };

/** Calls one route of the agent's table through the background, which holds the token. */
export async function call<N extends RouteName>(route: N, input: AgentCall<N> = {}): Promise<Outcome<N>> {
  const { path = {}, query = {}, body } = input;
  const reply = await send('call', { route, path, query, body });
  // The background has parsed the answer by this very route's schema.
  return reply.ok ? { ok: true, value: reply.value as RouteAnswer<N> } : reply;
}
