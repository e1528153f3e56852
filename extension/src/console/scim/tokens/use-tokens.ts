import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { NewTokenAnswer, ScimTokenAnswer } from '@rollcall/shared/api-scim';
import type { RouteName } from '@rollcall/shared/routes';
import { useState } from 'preact/hooks';

import { call, type Outcome } from '../../call.ts';

/** What was pressed and needs a second word. */
export type Question = { is: 'generate' } | { is: 'retire' | 'renew' | 'remove'; token: ScimTokenAnswer };

/** What a person can do with tokens, each after a second word where it may keep Okta out. */
export interface TokenDeeds {
  generate(label: string, days: number | null): Promise<void>;
  renew(token: ScimTokenAnswer): Promise<void>;
  activate(token: ScimTokenAnswer): Promise<void>;
  retire(token: ScimTokenAnswer): Promise<void>;
  remove(token: ScimTokenAnswer): Promise<void>;
}

export interface TokenWork {
  /** What was pressed and waits for a second word. */
  question: Question | null;
  ask(question: Question | null): void;
  /** The token that was made last, with its text, until the person has it. */
  made: NewTokenAnswer | null;
  /** Why the last deed was not done, or why the public port could not follow it. */
  problem: ProblemAnswer | null;
  does: TokenDeeds;
  /** Forgets the text. */
  forget(): void;
}

/** Makes, switches, renews and removes tokens of a connection; `onDone` follows each try. */
export function useTokens(connection: string, onDone: () => void): TokenWork {
  const [question, ask] = useState<Question | null>(null);
  const [made, setMade] = useState<NewTokenAnswer | null>(null);
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const settle = <N extends RouteName>(outcome: Outcome<N>, port: ProblemAnswer | null): void => {
    ask(null);
    setProblem(outcome.ok ? port : outcome.problem);
    onDone();
  };
  const keep = (outcome: Outcome<'addToken'> | Outcome<'renewToken'>): void => {
    setMade(outcome.ok ? outcome.value : null);
    settle(outcome, outcome.ok ? outcome.value.problem : null);
  };
  const switchTo = async (id: string, state: ScimTokenAnswer['state']): Promise<void> => {
    const outcome = await call('changeToken', { path: { id }, body: { state } });
    settle(outcome, outcome.ok ? outcome.value.problem : null);
  };
  const does: TokenDeeds = {
    generate: async (label, days) => keep(await call('addToken', { path: { id: connection }, body: { label, days } })),
    renew: async ({ id }) => keep(await call('renewToken', { path: { id }, body: {} })),
    activate: ({ id }) => switchTo(id, 'active'),
    retire: ({ id }) => switchTo(id, 'inactive'),
    async remove({ id }) {
      const outcome = await call('removeToken', { path: { id } });
      if (outcome.ok && made?.token.id === id) setMade(null);
      settle(outcome, outcome.ok ? outcome.value.problem : null);
    },
  };
  return { question, ask, made, problem, does, forget: () => setMade(null) };
}
