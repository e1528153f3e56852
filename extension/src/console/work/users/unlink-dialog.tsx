import type { ProblemAnswer } from '@rollcall/shared/api-basics';

import { number, t } from '../../../words.ts';
import { call } from '../../call.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';

interface UnlinkDialogProps {
  /** Page numbers, logins or ids. */
  users: readonly string[];
  connection: string;
  onClose(): void;
  /** Why it stopped, or null when all are unlinked. */
  onDone(problem: ProblemAnswer | null): void;
}

/** Asks before links are forgotten; both accounts of each stay as they are. */
export function UnlinkDialog({ users, connection, onClose, onDone }: UnlinkDialogProps) {
  const count = users.length;
  const confirm = async (): Promise<void> => {
    const problem = await unlinkAll(connection, users);
    onClose();
    onDone(problem);
  };
  return (
    <ConfirmDialog
      title={t('work.users.unlinkTitle', count, [number(count)])}
      summary={t('work.users.unlinkText')}
      word={t('work.users.unlinkWord', count, [number(count)])}
      danger
      onConfirm={confirm}
      onClose={onClose}
    />
  );
}

/** One after another; answers the first problem, where it stopped, or null. */
async function unlinkAll(connection: string, users: readonly string[]): Promise<ProblemAnswer | null> {
  for (const user of users) {
    const outcome = await call('unlink', { path: { id: connection, user } });
    if (!outcome.ok) return outcome.problem;
  }
  return null;
}
