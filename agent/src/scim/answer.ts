import { SyncError } from '@rollcall/shared';
import type { ErrorCode, ItemResult, Job, Problem } from '@rollcall/shared';

import { ScimError } from './scim-error.ts';

/** Okta repeats by itself what is answered 429, and nothing else. */
const retryAfter = 60;

/** What the site said of the values. */
const badValues: ReadonlySet<ErrorCode> = new Set([
  'invalid',
  'missing_name',
  'unsupported_character',
  'password_policy',
  'undecided',
  'ambiguous',
]);
/** What Rollcall or the site does not let anybody do, however often it is tried. */
const refusals: ReadonlySet<ErrorCode> = new Set([
  'protected',
  'unsupported',
  'forbidden',
  'read_only',
  'linked_elsewhere',
  'privileged_group',
  'needs_approval',
  'brake',
  'report_mode',
]);

/** A problem as the client is told it; whatever may pass by itself asks to be tried again. */
export function scimErrorOf(problem: Problem): ScimError {
  const error = refusalOf(problem);
  error.next = problem.next;
  return error;
}

function refusalOf({ code, detail, field }: Problem): ScimError {
  if (code === 'conflict') return new ScimError(409, 'uniqueness', detail);
  if (code === 'not_found') return new ScimError(404, null, detail);
  if (badValues.has(code)) {
    const named = field === null || detail.includes(field) ? detail : `${field}: ${detail}`;
    return new ScimError(400, 'invalidValue', named);
  }
  if (refusals.has(code)) return new ScimError(403, null, detail);
  // Where Rollcall keeps its state is nobody's business out there.
  if (code === 'disk')
    return new ScimError(429, null, 'Rollcall can’t save anything, so it writes nothing.', retryAfter);
  if (code === 'internal') return new ScimError(500, null, detail);
  return new ScimError(429, null, detail, retryAfter);
}

/** Runs work of the engine or the store, whose problems become SCIM’s. */
export async function asScim<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof SyncError ? scimErrorOf(error.problem) : error;
  }
}

/** Throws unless everything that was planned was done and read back. */
export function refuseUndone(job: Job, results: readonly ItemResult[]): void {
  const plan = job.plan ?? '';
  if (job.state === 'waiting' && job.error?.code === 'brake') {
    const text = `Rollcall holds this change for approval (plan ${plan}). ${job.error.detail}`;
    throw new ScimError(403, null, `${text} After approval press Retry in Okta.`);
  }
  if (job.state === 'waiting') {
    throw new ScimError(403, null, `This connection is report-only: plan ${plan} is saved, and nothing was written.`);
  }
  const problem = results.find(({ outcome }) => outcome !== 'done')?.problem ?? job.error;
  if (problem) throw scimErrorOf(problem);
  if (job.state !== 'done') throw new ScimError(429, null, 'Rollcall stopped before this was done.', retryAfter);
}

/** Waits for an answer for as long as the client does. */
export async function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const late = new ScimError(429, null, 'The site is still at work on this.', retryAfter);
  if (signal.aborted) throw late;
  let stop: () => void = () => undefined;
  const over = new Promise<never>((_resolve, reject) => {
    stop = () => reject(late);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
