import { useState } from 'preact/hooks';

import { t } from '../../../words.ts';
import type { PageProps } from '../../page.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { UserField } from '../../settings/parts/tester.tsx';
import { useLater } from '../../settings/parts/use-later.ts';
import { useTried } from '../../use-tried.ts';
import type { PullSettings } from '../pull-model.ts';
import { Card } from '../settings/card.tsx';
import { isUnsound } from '../settings/flaws.ts';
import { TrialResult } from './trial-result.tsx';

/** Tries the settings as they stand on one user of Okta. Nothing is written. */
export function PullTester({ page: { connection, role }, settings }: { page: PageProps; settings: PullSettings }) {
  const [typed, setTyped] = useState('');
  const later = useLater(settings);
  const mayTry = role !== 'viewer' && !isUnsound(later);
  const name = useLater(typed.trim());
  const asked = { path: { id: connection.id }, body: { user: name, settings: later } };
  const { answer, problem, loading } = useTried('tryPull', mayTry && name !== '' ? asked : null);
  return (
    <div class="follow" tabIndex={0} role="group" aria-label={t('setting.tester.title')}>
      <Card title={t('setting.tester.title')}>
        <div class="in stack">
          <UserField connection={connection.id} value={typed} hint={t('pull.try.hint')} onInput={setTyped} />
          {role === 'viewer' && <p class="small muted">{t('console.viewerOnly')}</p>}
          {role !== 'viewer' && !mayTry && <p class="small muted">{t('pull.unsound')}</p>}
          {loading && answer === null && <p class="small muted">{t('pull.try.reading')}</p>}
          {problem !== null && <ProblemBox problem={problem} alert={false} />}
          {answer !== null && problem === null && <TrialResult answer={answer} />}
        </div>
      </Card>
    </div>
  );
}
