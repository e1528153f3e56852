import type { ConnectionAnswer, ConnectionChange } from '@rollcall/shared/api';
import type { PlanAnswer } from '@rollcall/shared/api-run';
import { Fragment } from 'preact';

import { brakeWords } from '../../../plan/brake-words.ts';
import { Banner } from '../../../components/banner.tsx';
import { number, t } from '../../../words.ts';
import { addressOf } from '../../page.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { useTrial } from './trial.ts';

/** Kinds of change that a person wants to know of before saving, harmful ones told even when there are none. */
const told = ['create', 'link', 'update', 'activate', 'resume', 'suspend', 'deactivate', 'delete'] as const;
const always: readonly string[] = ['update', 'deactivate'];

interface TrialDialogProps {
  connection: ConnectionAnswer;
  changes: ConnectionChange;
  onSave(): Promise<void>;
  onClose(): void;
}

/** What the changed settings would do to everybody, before they are saved. */
export function TrialDialog({ connection, changes, onSave, onClose }: TrialDialogProps) {
  const trial = useTrial(connection.id, changes);
  return (
    <ConfirmDialog
      title={t('setting.trial.title')}
      summary={t('setting.trial.text')}
      word={t('setting.trial.save')}
      unavailable={trial.is === 'running' ? t('setting.trial.wait') : null}
      onConfirm={onSave}
      onClose={onClose}
    >
      {trial.is === 'running' && <p role="status">{t('setting.trial.reading', [number(trial.at)])}</p>}
      {trial.is === 'failed' && (
        <>
          <ProblemBox problem={trial.problem} />
          <p>{t('setting.trial.unknown')}</p>
        </>
      )}
      {trial.is === 'planned' && <Counts connection={connection.id} plan={trial.plan} />}
    </ConfirmDialog>
  );
}

function Counts({ connection, plan }: { connection: string; plan: PlanAnswer['plan'] }) {
  const { counts, observed, unchanged, excluded, undecided, brake } = plan;
  const users = observed.cms.count;
  const shown = told.filter((action) => (counts[action] ?? 0) > 0 || always.includes(action));
  return (
    <>
      <p class="strong" role="status">
        {sentence(counts, users)}
      </p>
      <dl class="kv">
        {shown.map((action) => (
          <Fragment key={action}>
            <dt>{t(`setting.trial.would.${action}`)}</dt>
            <dd class="num">{t('setting.trial.of', [number(counts[action] ?? 0), number(users)])}</dd>
          </Fragment>
        ))}
        <dt>{t('setting.trial.unchanged')}</dt>
        <dd class="num">{number(unchanged)}</dd>
        <dt>{t('setting.trial.left')}</dt>
        <dd class="num">{number(excluded)}</dd>
        <dt>{t('expression.trialUndecided')}</dt>
        <dd class="num">{number(undecided)}</dd>
      </dl>
      {brake !== null && <Banner tone="hold" icon="hold" cause={t('setting.trial.held')} next={brakeWords(brake)} />}
      <p>
        <a href={addressOf(connection, 'run', [plan.id])} target="_blank">
          {t('setting.trial.plan', [plan.id])}
        </a>
      </p>
    </>
  );
}

function sentence(counts: PlanAnswer['plan']['counts'], users: number): string {
  const of = (action: string) => number(counts[action] ?? 0);
  const off = number((counts['deactivate'] ?? 0) + (counts['suspend'] ?? 0) + (counts['delete'] ?? 0));
  return t('setting.trial.sentence', [of('update'), number(users), off]);
}
