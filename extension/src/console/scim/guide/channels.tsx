import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { ScimAnswer } from '@rollcall/shared/api-scim';
import { useState } from 'preact/hooks';

import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { age, t } from '../../../words.ts';
import { call } from '../../call.ts';
import type { PageProps } from '../../page.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';

const lines = ['how', 'needs', 'speed', 'away', 'groups', 'password', 'limit'] as const;
const channels = ['api', 'scim'] as const;

/** Two ways to bring people from Okta to the site, what each can do, and a test of each. */
export function Channels({ page, state }: { page: PageProps; state: ScimAnswer | null }) {
  return (
    <section class="card" aria-labelledby="channels">
      <header>
        <h2 id="channels">{t('scim.channel.title')}</h2>
      </header>
      <div class="in stack">
        <p class="small muted measure">{t('scim.channel.text')}</p>
      </div>
      <div class="wrap" tabIndex={0} role="group" aria-label={t('scim.channel.title')}>
        <table class="table">
          <thead>
            <tr>
              <td />
              {channels.map((channel) => (
                <th key={channel} scope="col">
                  {t(`scim.channel.${channel}.name`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line}>
                <th scope="row">{t(`scim.channel.line.${line}`)}</th>
                {channels.map((channel) => (
                  <td key={channel}>{t(`scim.channel.${channel}.${line}`)}</td>
                ))}
              </tr>
            ))}
            <tr>
              <th scope="row">{t('scim.channel.line.test')}</th>
              <td>
                <ApiTest {...page} />
              </td>
              <td>
                <ScimTest page={page} state={state} />
              </td>
            </tr>
          </tbody>
        </table>
      </div>
    </section>
  );
}

type Tested = { ok: boolean; problem: ProblemAnswer | null };

/** Rollcall signs in to both sides now. */
function ApiTest({ connection: { id }, role }: PageProps) {
  const test = useTest(async () => {
    const outcome = await call('test', { path: { id }, body: {} });
    return outcome.ok ? outcome.value : { ok: false, problem: outcome.problem };
  });
  return <Test {...test} word={t('scim.channel.api.test')} good={t('scim.channel.api.good')} locked={lockOf(role)} />;
}

/** The public address is called as Okta would; whether Okta itself came is told beside. */
function ScimTest({ page: { connection, role }, state }: { page: PageProps; state: ScimAnswer | null }) {
  const test = useTest(async () => {
    const outcome = await call('checkReach', { path: { id: connection.id }, body: {} });
    return outcome.ok ? outcome.value : { ok: false, problem: outcome.problem };
  });
  const locked = connection.scim.publicUrl === null ? t('scim.reach.noPublic') : lockOf(role);
  const isSeen = state?.tokens.some(({ seenOkta }) => seenOkta) ?? false;
  return (
    <div class="stack">
      <Test {...test} word={t('scim.channel.scim.test')} good={t('scim.channel.scim.good')} locked={locked} />
      <span class="tiny muted">
        {isSeen && state?.lastUsed ? t('scim.standing.okta', [age(state.lastUsed)]) : t('scim.channel.scim.unseen')}
      </span>
    </div>
  );
}

function lockOf(role: PageProps['role']): string | null {
  return role === 'viewer' ? t('console.viewerOnly') : null;
}

function useTest(run: () => Promise<Tested>) {
  const [tested, setTested] = useState<Tested | null>(null);
  const [busy, setBusy] = useState(false);
  const test = async (): Promise<void> => {
    setBusy(true);
    setTested(await run());
    setBusy(false);
  };
  return { tested, busy, onTest: () => void test() };
}

interface TestProps {
  word: string;
  /** Why this browser can't test; null when it can. */
  locked: string | null;
  tested: Tested | null;
  busy: boolean;
  /** What a passed test proves. */
  good: string;
  onTest(): void;
}

function Test({ word, locked, tested, busy, good, onTest }: TestProps) {
  return (
    <div class="stack">
      <span>
        <Button small unavailable={locked ?? (busy ? t('parts.busy') : null)} onPress={onTest}>
          {word}
        </Button>
      </span>
      {tested?.ok === true && <Banner tone="ok" icon="agree" cause={good} />}
      {tested?.ok === false && tested.problem !== null && <ProblemBox problem={tested.problem} />}
    </div>
  );
}
