import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { RouteAnswer, RouteName } from '@rollcall/shared/routes';
import { fakeBrowser } from 'wxt/testing/fake-browser';

/** What a page of the console asked of the agent. */
export interface Asked {
  route: RouteName;
  path: Record<string, string>;
  query: Record<string, string | number>;
  body: unknown;
}

type Answers = { [N in RouteName]?: RouteAnswer<N> | ((asked: Asked) => RouteAnswer<N>) };

/** The background as a page of the console knows it: answers routes from this table, any other is not found. */
export function answerRoutes(answers: Answers): { asked: Asked[]; to(route: RouteName): Asked[] } {
  const asked: Asked[] = [];
  const sendMessage = (message: { input: Asked }): Promise<unknown> => {
    const { input } = message;
    asked.push(input);
    const answer = answers[input.route];
    if (answer === undefined) return Promise.resolve({ ok: false, problem: problemOf({}), condition: null });
    return Promise.resolve({ ok: true, value: typeof answer === 'function' ? answer(input) : answer });
  };
  Object.assign(fakeBrowser.runtime, { sendMessage });
  return { asked, to: (route) => asked.filter((each) => each.route === route) };
}

export function problemOf(change: Partial<ProblemAnswer>): ProblemAnswer {
  return {
    code: 'not_found',
    title: 'Not found',
    detail: 'The agent knows no such thing.',
    next: 'Look again.',
    help: 'not-found',
    scope: 'run',
    retry: 'never',
    retryAt: null,
    status: null,
    requestId: null,
    field: null,
    ...change,
  };
}
