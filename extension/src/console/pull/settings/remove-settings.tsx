import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { useState } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { t } from '../../../words.ts';
import { call } from '../../call.ts';
import { addressOf, type PageProps } from '../../page.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { whyLocked } from '../../settings/parts/setting-page.tsx';

/** Takes the settings of pulls away after a second word; nobody is changed by it. */
export function RemoveSettings({ connection, role, onChanged }: PageProps) {
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const remove = async (): Promise<void> => {
    const outcome = await call('changeConnection', { path: { id: connection.id }, body: { pull: null } });
    setAsking(false);
    setProblem(outcome.ok ? null : outcome.problem);
    if (!outcome.ok) return;
    onChanged();
    location.hash = addressOf(connection.id, 'pull');
  };
  return (
    <>
      {problem !== null && <ProblemBox problem={problem} />}
      <div>
        <Button unavailable={whyLocked(role)} onPress={() => setAsking(true)}>
          {t('pull.away.button')}
        </Button>
      </div>
      {asking && (
        <ConfirmDialog
          title={t('pull.away.title')}
          summary={t('pull.away.text')}
          word={t('pull.away.word')}
          danger
          onConfirm={remove}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
