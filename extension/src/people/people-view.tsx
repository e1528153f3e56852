import type { Controller } from './controller.ts';
import { PageBanner } from './banners.tsx';
import { PlanDialog } from '../plan/dialog.tsx';
import { LiveDialog, ReasonDialog } from './small-dialogs.tsx';
import { Strip } from './strip.tsx';
import type { PeopleState } from './state.ts';
import { t } from '../words.ts';

interface PeopleViewProps {
  state: PeopleState;
  site: string;
  controller: Controller;
}

/** All that stands above the list: banner, strip, live region, and a dialog while one is open. */
export function PeopleView({ state, site, controller }: PeopleViewProps) {
  const { status, dialog, said } = state;
  const unavailable = whyUnavailable(state);
  const known = status?.condition === null ? status.connection : null;
  return (
    <section class="rc parts" aria-label={t('strip.label')}>
      {status !== null && <PageBanner {...{ status, site, controller }} />}
      <Strip {...{ state, unavailable, controller }} />
      <span class="vh" role="status">
        {said}
      </span>
      {dialog?.is === 'plan' && (
        <PlanDialog
          key={dialog.answer.plan.id}
          dialog={dialog}
          unavailable={known?.mode === 'report' ? t('plan.reportOnly') : null}
          statusOf={(handle) => (handle === null ? null : (state.statuses.get(handle)?.status ?? null))}
          onChange={controller.changePlan}
          onApply={controller.apply}
          onClose={controller.closeDialog}
        />
      )}
      {dialog?.is === 'reason' && <ReasonDialog dialog={dialog} onClose={controller.closeDialog} />}
      {dialog?.is === 'live' && (
        <LiveDialog dialog={dialog} onGoLive={controller.goLive} onClose={controller.closeDialog} />
      )}
    </section>
  );
}

/** Why no action can be started now, in words; null when it can. */
export function whyUnavailable({ status, work }: PeopleState): string | null {
  if (work?.is === 'running') return t('work.busy');
  if (status === null) return t('strip.loading');
  if (status.condition === 'off') return t('banner.off');
  if (status.condition === 'revoked') return t('banner.revoked');
  if (status.condition === 'version') return t('banner.version');
  if (status.condition !== null) return t('banner.notPaired');
  if (status.connection === null) return t('banner.notConnected');
  return null;
}
