import type { CheckAnswer, ConnectionAnswer, DirectoryRequest, TestAnswer } from '@rollcall/shared/api';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { useState } from 'preact/hooks';

import { call } from '../call.ts';
import type { SignInProps } from './sign-in-props.ts';

/** A test of one side, with what it found. */
export interface SideTest {
  which: 'cms' | 'okta';
  busy: boolean;
  /** Whether the last test of this visit passed; null before the first. */
  passed: boolean | null;
  side: CheckAnswer | null;
  user: TestAnswer['user'];
  /** Why it failed, or, after a passed test, what was not found. */
  problem: ProblemAnswer | null;
  /** When it ended (ISO); null before the first. */
  at: string | null;
  /** Stores the sign-in, if one is given, and tests it. The values are sent once and kept nowhere here. */
  start(request: DirectoryRequest | null, user: string): Promise<void>;
}

const untested = { busy: false, passed: null, side: null, user: null, problem: null, at: null };

/** Saves and tests one side of a connection. */
export function useSideTest(
  { id }: ConnectionAnswer,
  side: 'cms' | 'okta',
  { onChanged, onTested }: Pick<SignInProps, 'onChanged' | 'onTested'>,
): SideTest {
  const [state, setState] = useState<Omit<SideTest, 'start' | 'which'>>(untested);
  const start = async (request: DirectoryRequest | null, user: string): Promise<void> => {
    setState({ ...untested, busy: true });
    const found = await saveAndTest({ id, side, request, user });
    setState({ ...untested, ...found, at: new Date().toISOString() });
    onTested?.(found.passed);
    await onChanged();
  };
  return { ...state, which: side, start };
}

type Found = Partial<Pick<SideTest, 'side' | 'user' | 'problem'>> & { passed: boolean };

interface Wanted {
  id: string;
  side: 'cms' | 'okta';
  request: DirectoryRequest | null;
  user: string;
}

async function saveAndTest({ id, side, request, user }: Wanted): Promise<Found> {
  if (request !== null) {
    const saved = await call('connectSide', { path: { id, side }, body: request });
    if (!saved.ok) return { passed: false, problem: saved.problem };
  }
  const tested = await call('test', { path: { id }, body: user === '' ? {} : { user } });
  if (!tested.ok) return { passed: false, problem: tested.problem };
  const answer = tested.value;
  const found = answer[side];
  const isMissing = user !== '' && side === 'okta' && answer.user === null;
  const noUser = isMissing && answer.problem?.code === 'not_found' ? answer.problem : null;
  return {
    passed: found?.ok ?? false,
    side: found,
    user: answer.user,
    problem: found?.problem ?? (found?.ok ? noUser : answer.problem),
  };
}
