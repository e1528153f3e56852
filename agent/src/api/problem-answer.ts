import type { Context } from 'hono';
import { toProblem } from '@rollcall/shared';
import type { ErrorCode, Problem } from '@rollcall/shared';
import { problemSchema } from '@rollcall/shared/api-basics';

import { languageOf } from '../words/language.ts';
import { sayAnswer } from '../words/marked.ts';

/** HTTP status of each kind of failure in the local API; what is not listed is 400. */
const statuses: Partial<
  Record<ErrorCode, 400 | 401 | 403 | 404 | 409 | 413 | 423 | 426 | 429 | 500 | 502 | 504 | 507>
> = {
  not_paired: 401,
  token_revoked: 401,
  forbidden: 403,
  report_mode: 409,
  needs_approval: 409,
  brake: 409,
  conflict: 409,
  moved: 409,
  paused: 409,
  not_configured: 409,
  locked: 423,
  version: 426,
  rate_limited: 429,
  not_found: 404,
  unreachable: 502,
  bad_credentials: 502,
  anonymous: 502,
  server_fault: 502,
  tls: 502,
  timeout: 504,
  disk: 507,
  internal: 500,
};

/** The one place where a failure becomes an answer of the local API (RFC 9457 problem+json). */
export function answerProblem(c: Context, error: unknown): Response {
  return problemResponse(c, toProblem(error));
}

export function problemResponse(c: Context, problem: Problem, status = statuses[problem.code] ?? 400): Response {
  const language = languageOf(c);
  const said = language ? sayAnswer(problemSchema, problem, language.say) : problem;
  return c.body(JSON.stringify(said), status, {
    'content-type': 'application/problem+json',
  });
}
