import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { errorKinds, SyncError, type ErrorCode, type Problem } from '@rollcall/shared/error';
import type { ZodSafeParseResult } from 'zod';

import { t } from '../words.ts';

/** Why the agent can't be used at all; null when it answered and something else is wrong. */
export type Condition = 'off' | 'notPaired' | 'revoked' | 'version' | 'notEnabled' | null;

/** Nobody answers at any of the agent's addresses. */
export class AgentOff extends SyncError {
  constructor() {
    super('unreachable', t('trouble.agentOff'), { next: t('trouble.agentOffNext') });
  }
}

/** The page that asks is not on a site where a person enabled Rollcall. */
export class NotEnabled extends SyncError {
  constructor() {
    super('forbidden', t('trouble.notEnabled'), { next: t('trouble.notEnabledNext') });
  }
}

/** What the agent refused, as the error of our own. An answer that is no problem document is a server fault. */
export function fromProblem(read: ZodSafeParseResult<ProblemAnswer>, status: number): SyncError {
  if (!read.success || !isErrorCode(read.data.code))
    return new SyncError('server_fault', t('trouble.badStatus', [String(status)]), { status });
  const { code, detail, next, scope, retry, retryAt, requestId, field } = read.data;
  return new SyncError(code, detail, {
    next,
    scope,
    retry,
    status: read.data.status ?? status,
    ...(retryAt === null ? {} : { retryAt }),
    ...(requestId === null ? {} : { requestId }),
    ...(field === null ? {} : { field }),
  });
}

/** What a page needs to know about anything thrown on the way to the agent. */
export function toTrouble(error: unknown): { problem: Problem; condition: Condition } {
  const known = error instanceof SyncError ? error : new SyncError('internal', t('trouble.unexpected'));
  return { problem: known.problem, condition: conditionOf(error) };
}

function conditionOf(error: unknown): Condition {
  if (error instanceof AgentOff) return 'off';
  if (error instanceof NotEnabled) return 'notEnabled';
  if (!(error instanceof SyncError)) return null;
  if (error.code === 'not_paired') return 'notPaired';
  if (error.code === 'token_revoked') return 'revoked';
  return error.code === 'version' ? 'version' : null;
}

function isErrorCode(code: string): code is ErrorCode {
  return code in errorKinds;
}
