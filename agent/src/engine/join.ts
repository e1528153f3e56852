import type { Job, RunRequest } from '@rollcall/shared';

/** How long an equal request joins the run that the first one started, in milliseconds. */
const window = 5_000;

/**
 * Two browsers that click the same user within five seconds share one job, as long as it is under way. What was asked
 * for in another way, such as by a schedule or with trial settings, has other rights and is never shared.
 */
export function createJoiner(now: () => number, isLive: (id: string) => boolean) {
  const recent = new Map<string, { job: Promise<Job>; at: number; id: string | null }>();
  return (request: RunRequest, start: () => Promise<Job>): Promise<Job> => {
    for (const [key, { at }] of recent) if (now() - at >= window) recent.delete(key);
    const { by: _by, deadline: _deadline, ...asked } = request;
    // Who filled in a form decides what may pass.
    const key = JSON.stringify(request.event ? [asked, request.by] : asked);
    const hit = recent.get(key);
    if (hit && (hit.id === null || isLive(hit.id))) return hit.job;
    const entry = { job: start(), at: now(), id: null as string | null };
    recent.set(key, entry);
    // A start that was refused is nobody's to share.
    entry.job.then(
      (job) => {
        entry.id = job.id;
      },
      () => recent.delete(key),
    );
    return entry.job;
  };
}
