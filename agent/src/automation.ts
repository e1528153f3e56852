import { toProblem } from '@rollcall/shared';
import type { Problem } from '@rollcall/shared';

import { createAlerts } from './alert/alerts.ts';
import type { AlertDeps } from './alert/alerts.ts';
import { createHooks } from './public/hooks.ts';
import { createPasswordHook } from './public/password-hook.ts';
import { createScim } from './scim/mount.ts';
import { createPublicListener } from './public/listener.ts';
import type { Services } from './services.ts';
import { createTriggers } from './trigger/triggers.ts';
import type { TriggerDeps } from './trigger/triggers.ts';

type Wanted = Omit<AlertDeps, 'report' | 'zone'> &
  Omit<TriggerDeps, 'report' | 'onBeat'> &
  Pick<Services, 'home' | 'log' | 'newId' | 'passwords'>;

type Made = Pick<Services, 'triggers' | 'alerts' | 'hooks' | 'passwordHook' | 'listener' | 'scim'>;

/** What goes on without a person: triggers, what other systems call, and alerts about what went wrong. */
export function createAutomation(deps: Wanted): Made {
  const report = ({ code }: Problem) => deps.log.warn({ code }, 'automatic work met a problem');
  const after = (ms: number, work: () => void) => void setTimeout(work, ms).unref();
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const alerts = createAlerts({ ...deps, zone: timeZone, report });
  const scim = createScim({ ...deps, after, report: (error) => report(toProblem(error)) });
  const onBeat: TriggerDeps['onBeat'] = [
    (away) => alerts.tick(away),
    () => scim.converge.tick(),
    () => listener.tick(),
    () => scim.tick(),
  ];
  const triggers = createTriggers({ ...deps, report, onBeat });
  const { whyIdle, hintDeleted } = triggers;
  const hooks = createHooks({ ...deps, whyIdle, hintDeleted, report, after });
  const passwordHook = createPasswordHook({ ...deps, report });
  const listener = createPublicListener({
    isUsed: () => hooks.isUsed() || passwordHook.isUsed() || scim.isUsed(),
    now: deps.now,
    report: (error) => report(toProblem(error)),
  });
  hooks.mount(listener.app);
  passwordHook.mount(listener.app);
  scim.reach.mount(listener.app);
  scim.mount(listener.app);
  return { triggers, alerts, hooks, passwordHook, listener, scim };
}
