import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { RouteAnswer } from '@rollcall/shared/routes';
import { useState } from 'preact/hooks';

import { t } from '../../../words.ts';
import { call } from '../../call.ts';
import { addressOf, type PageProps } from '../../page.ts';
import type { PullOptions } from '../pull-model.ts';
import { forget, remember, seenLook, type Look } from './seen.ts';

/** What came of asking for a pull. One of a single site is followed on the page of its run. */
export type PullState =
  | { is: 'idle' }
  | { is: 'asking' }
  | { is: 'started'; started: RouteAnswer<'startPull'> }
  | { is: 'failed'; problem: ProblemAnswer };

interface PullWork {
  state: PullState;
  /** The look at exactly what would be pulled now; null where nobody has looked. */
  seen: Look | null;
  /** Why nothing can be started; null when it can. */
  unavailable: string | null;
  /** Why nothing can be written yet; null when it can. */
  whyNotNow: string | null;
  look(): void;
  pull(): Promise<void>;
  close(): void;
}

type PullInput = Pick<PageProps, 'connection' | 'role' | 'onChanged'> & { options: Partial<PullOptions> };

/** Starts pulls: a plan at any time, and one that writes once its plan was looked at. */
export function usePull({ connection, role, onChanged, options }: PullInput): PullWork {
  const [state, setState] = useState<PullState>({ is: 'idle' });
  const what = { updated: connection.updated, options };
  const seen = seenLook(connection.id, what);
  const start = async (mode: 'plan' | 'apply'): Promise<void> => {
    setState({ is: 'asking' });
    // What was looked at counts for these settings only, and this window may not have heard of others yet.
    const body = { mode, options, ...(mode === 'apply' && { updated: connection.updated }) };
    const outcome = await call('startPull', { path: { id: connection.id }, body });
    if (!outcome.ok) {
      onChanged();
      return setState({ is: 'failed', problem: outcome.problem });
    }
    if (mode === 'plan') remember(connection.id, outcome.value, what);
    else forget(connection.id);
    setState({ is: 'started', started: outcome.value });
    if (outcome.value.others.length === 0) location.hash = addressOf(connection.id, 'run', [outcome.value.job]);
  };
  return {
    state,
    seen,
    unavailable: state.is === 'asking' ? t('work.busy') : whyNot({ connection, role }),
    whyNotNow: whyNotNow(connection, seen),
    look: () => void start('plan'),
    pull: () => start('apply'),
    close: () => setState({ is: 'idle' }),
  };
}

function whyNot({ connection, role }: Pick<PullInput, 'connection' | 'role'>): string | null {
  if (role === 'viewer') return t('console.viewerOnly');
  if (!connection.methods.pull.on) return t('pull.run.off');
  if (connection.pausedFor !== null) return t('console.pausedNext');
  return connection.mode === 'paused' ? t('console.pausedByHandNext') : null;
}

function whyNotNow({ mode, pull }: PullInput['connection'], seen: Look | null): string | null {
  if (mode === 'report') return t('plan.reportOnly');
  if (pull?.defaults.testMode) return t('pull.run.testMode');
  return seen === null ? t('pull.run.lookFirst') : null;
}
