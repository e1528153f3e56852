import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { ScimAnswer } from '@rollcall/shared/api-scim';
import { useState } from 'preact/hooks';

import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { age, t } from '../../../words.ts';
import { call } from '../../call.ts';
import type { PageProps } from '../../page.ts';
import { CopyField } from '../../parts/copy-field.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';

interface AddressCardProps {
  page: PageProps;
  state: ScimAnswer | null;
  onChecked(): void;
}

/** Where Okta calls, and whether the way there is open. */
export function AddressCard({ page: { connection, role }, state, onChecked }: AddressCardProps) {
  const { busy, problem, check } = useCheck(connection.id, onChecked);
  const isPublic = connection.scim.publicUrl !== null;
  const unavailable = !isPublic
    ? t('scim.reach.noPublic')
    : role === 'viewer'
      ? t('console.viewerOnly')
      : busy
        ? t('scim.reach.busy')
        : null;
  return (
    <section class="card" aria-labelledby="scim-address">
      <header>
        <h2 id="scim-address">{t('scim.address')}</h2>
        <span class="push">
          <Button small unavailable={unavailable} onPress={check}>
            {t(busy ? 'scim.reach.busy' : 'scim.reach.check')}
          </Button>
        </span>
      </header>
      <div class="in stack">
        {state === null ? (
          <span class="grey" />
        ) : (
          <>
            <CopyField label={t('scim.baseUrl')} value={state.baseUrl ?? state.path} />
            <Reached state={state} isPublic={isPublic} />
          </>
        )}
        {problem !== null && <ProblemBox problem={problem} />}
        <p class="small muted measure">{t('scim.upToAnHour')}</p>
      </div>
    </section>
  );
}

/** Looks whether this agent answers at the public address. */
function useCheck(connection: string, onChecked: () => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const check = async (): Promise<void> => {
    setBusy(true);
    const outcome = await call('checkReach', { path: { id: connection }, body: {} });
    setBusy(false);
    // What the look found comes with the state; only that there was none is told here.
    setProblem(outcome.ok ? null : outcome.problem);
    onChecked();
  };
  return { busy, problem, check: () => void check() };
}

/** What the last look at the public address found, and what to do about it. */
function Reached({ state: { reach, address, baseUrl }, isPublic }: { state: ScimAnswer; isPublic: boolean }) {
  if (!isPublic)
    return (
      <p class="small muted measure">
        {t(baseUrl === null ? 'scim.reach.pathOnly' : 'scim.reach.onlyHere', [address ?? ''])}
      </p>
    );
  if (reach === null) return <p class="small muted measure">{t('scim.reach.never')}</p>;
  if (reach.ok)
    return (
      <p class="small muted row top">
        <Icon name="agree" tone="ok" />
        <span class="grow">{t('scim.reach.reached', [age(reach.at)])}</span>
      </p>
    );
  return (
    <Banner
      tone="bad"
      icon="failed"
      cause={t('scim.reach.failed', [age(reach.at)])}
      next={reach.problem?.next ?? t('scim.reach.proxy')}
      detail={reach.problem?.detail ?? null}
    />
  );
}
