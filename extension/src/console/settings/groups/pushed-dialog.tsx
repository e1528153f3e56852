import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { PushedAnswer, PushedGroupAnswer } from '@rollcall/shared/api-pushed';
import { useState } from 'preact/hooks';

import { number, t } from '../../../words.ts';
import { call } from '../../call.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';

/** What was pressed beside a pushed group. */
export type Question =
  | { is: 'preview'; group: PushedGroupAnswer; role: string }
  | { is: 'take'; group: PushedGroupAnswer }
  | { is: 'why'; group: PushedGroupAnswer };

interface PushedDialogProps {
  connection: ConnectionAnswer;
  question: Exclude<Question, { is: 'preview' }>;
  roles: PushedAnswer['roles'];
  /** Why this browser may change nothing; null when it may. */
  locked: string | null;
  onAsk(question: Question): void;
  onClose(): void;
  onDone(): void;
}

/** Asks before a group loses its role, and tells why one has none. */
export function PushedDialog(props: PushedDialogProps) {
  const { question } = props;
  if (question.is === 'take') return <Take {...props} group={question.group} />;
  return <Why {...props} group={question.group} />;
}

type OneGroup = PushedDialogProps & { group: PushedGroupAnswer };

function Take({ connection, group, locked, onClose, onDone }: OneGroup) {
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const take = async (): Promise<void> => {
    const path = { id: connection.id, group: group.id };
    const outcome = await call('changePushed', { path, body: { role: null } });
    if (outcome.ok) onDone();
    else setProblem(outcome.problem);
  };
  return (
    <ConfirmDialog
      title={t('pushed.takeTitle', [group.role?.name ?? '', group.name])}
      summary={t('pushed.takeText', group.members, [number(group.members)])}
      word={t('pushed.takeWord')}
      danger
      unavailable={locked}
      onConfirm={take}
      onClose={onClose}
    >
      {problem !== null && <ProblemBox problem={problem} />}
    </ConfirmDialog>
  );
}

/** The role of the group's own name, which Rollcall does not give by itself since it is powerful. */
function Why({ group, roles, locked, onAsk, onClose }: OneGroup) {
  const namesake = roles.find(({ name }) => name.toLowerCase() === group.name.toLowerCase());
  const summary = group.problem === null ? t('pushed.whyText') : group.problem.detail;
  return (
    <ConfirmDialog
      title={t('pushed.whyTitle', [group.name])}
      summary={summary}
      word={t('pushed.whyWord')}
      unavailable={locked ?? (namesake === undefined ? t('pushed.whyChoose') : null)}
      onConfirm={() => {
        if (namesake !== undefined) onAsk({ is: 'preview', group, role: namesake.id });
      }}
      onClose={onClose}
    >
      <p>{t('pushed.whyNext')}</p>
    </ConfirmDialog>
  );
}
