import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { ConnectionAnswer } from '@rollcall/shared/api';
import { useState } from 'preact/hooks';

import { t } from '../../words.ts';
import { call } from '../call.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';

interface GoLiveProps {
  connection: ConnectionAnswer;
  onClose(): void;
  onLive(): void;
}

/** Asks before a connection that only reported begins to write. */
export function GoLive({ connection, onClose, onLive }: GoLiveProps) {
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const confirm = async (): Promise<void> => {
    const outcome = await call('changeConnection', { path: { id: connection.id }, body: { mode: 'live' } });
    if (!outcome.ok) return setProblem(outcome.problem);
    onLive();
    onClose();
  };
  return (
    <ConfirmDialog
      title={t('live.title')}
      summary={t('live.text')}
      word={t('live.button')}
      onConfirm={confirm}
      onClose={onClose}
    >
      <ul class="stack">
        <li>{t('live.first')}</li>
        <li>{t('live.limits')}</li>
      </ul>
      {problem !== null && <ProblemBox problem={problem} />}
    </ConfirmDialog>
  );
}
