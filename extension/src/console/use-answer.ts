import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { RouteAnswer, RouteName } from '@rollcall/shared/routes';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

import { type AgentCall, call } from './call.ts';

export interface Answered<N extends RouteName> {
  /** The latest good answer; kept while a newer one is on its way or failed. Null before the first. */
  value: RouteAnswer<N> | null;
  /** Why the last try brought no answer; null when it did. */
  problem: ProblemAnswer | null;
  loading: boolean;
  /** When `value` was answered, ms since 1970; null before the first. */
  at: number | null;
  /** Asks again now. */
  again(): void;
}

/** Reads a route and keeps the old answer in view until the next is there; with `every` asks again so often (ms) while visible. */
export function useAnswer<N extends RouteName>(
  route: N,
  input: AgentCall<N> = {},
  { every = 0 }: { every?: number } = {},
): Answered<N> {
  const [state, setState] = useState<Omit<Answered<N>, 'again'>>({
    value: null,
    problem: null,
    loading: true,
    at: null,
  });
  const key = JSON.stringify([route, input]);
  const present = useRef(key);
  const ask = useCallback(async () => {
    present.current = key;
    setState((before) => ({ ...before, loading: true }));
    const outcome = await call(route, input);
    // An answer to what was asked before the reader went on is nobody's any more.
    if (present.current !== key) return;
    if (outcome.ok) setState({ value: outcome.value, problem: null, loading: false, at: Date.now() });
    else setState((before) => ({ ...before, problem: outcome.problem, loading: false }));
  }, [key]);
  useEffect(() => {
    setState({ value: null, problem: null, loading: true, at: null });
    void ask();
    if (every === 0) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void ask();
    }, every);
    return () => clearInterval(timer);
  }, [ask, every]);
  return { ...state, again: () => void ask() };
}
