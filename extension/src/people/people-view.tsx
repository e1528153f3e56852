import type { Condition } from '../agent/trouble.ts';
import type { Controller } from './controller.ts';
import { PageBanner } from './banners.tsx';
import { Strip } from './strip.tsx';
import type { PeopleState } from './state.ts';
import { t } from '../words.ts';

interface PeopleViewProps {
  state: PeopleState;
  site: string;
  controller: Controller;
}

/** All that stands above the list: banner, strip, live region. */
export function PeopleView({ state, site, controller }: PeopleViewProps) {
  const { status, said } = state;
  const unavailable = whyUnavailable(state);
  return (
    <section class="rc parts" aria-label={t('strip.label')}>
      {status !== null && <PageBanner {...{ status, site, controller }} />}
      <Strip {...{ state, unavailable, controller }} />
      <span class="vh" role="status">
        {said}
      </span>
    </section>
  );
}

/** Why no action can be started now, in words; null when it can. */
export function whyUnavailable({ status, work }: PeopleState): string | null {
  if (work?.is === 'running') return t('work.busy');
  if (status === null) return t('strip.loading');
  if (status.condition !== null) return conditionText(status.condition);
  if (status.connection === null) return t('banner.notConnected');
  return null;
}

/** Why the agent can't be used, as one sentence. */
export function conditionText(condition: NonNullable<Condition>): string {
  if (condition === 'off') return t('banner.off');
  if (condition === 'revoked') return t('banner.revoked');
  return t(condition === 'version' ? 'banner.version' : 'banner.notPaired');
}
