import type { ScheduleAnswer } from '@rollcall/shared/api-schedule';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { useState } from 'preact/hooks';

import { Badge } from '../../../components/badge.tsx';
import { Button } from '../../../components/button.tsx';
import { t } from '../../../words.ts';
import { call, type Outcome } from '../../call.ts';
import { addressOf, type PageProps } from '../../page.ts';
import type { Column } from '../../parts/column.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useAnswer } from '../../use-answer.ts';
import { whyLocked } from '../parts/setting-page.tsx';
import { ScheduleForm } from './schedule-form.tsx';
import { scheduleWords } from './schedule-words.ts';

type Dialog = { is: 'form'; schedule: ScheduleAnswer | null } | { is: 'remove'; schedule: ScheduleAnswer };

/** Runs that start by themselves at set times. Each change counts at once. */
export function Schedules({ connection, role }: PageProps) {
  const answered = useAnswer('schedules', { path: { id: connection.id } }, { every: 15_000 });
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const shown = problem ?? answered.problem;
  const settle = (outcome: Settled) => {
    const failed = outcome.ok ? null : outcome.problem;
    setProblem(failed);
    answered.again();
    return failed;
  };
  const actions: Actions = {
    locked: whyLocked(role),
    mayRun: role === 'viewer' ? whyLocked(role) : null,
    onChange: (schedule) => setDialog({ is: 'form', schedule }),
    onRemove: (schedule) => setDialog({ is: 'remove', schedule }),
    onSwitch: async ({ id, on }) => void settle(await call('changeSchedule', { path: { id }, body: { on: !on } })),
    onRun: async ({ id }) => void settle(await call('runSchedule', { path: { id }, body: {} })),
  };
  return (
    <section class="card" aria-labelledby="schedules">
      <header>
        <h2 id="schedules">{t('setting.schedule.title')}</h2>
        <span class="push">
          <Button small unavailable={actions.locked} onPress={() => setDialog({ is: 'form', schedule: null })}>
            {t('setting.schedule.addOne')}
          </Button>
        </span>
      </header>
      {shown !== null && dialog === null && (
        <div class="in">
          <ProblemBox problem={shown} />
        </div>
      )}
      <Table
        label={t('setting.schedule.title')}
        rows={answered.value?.schedules ?? null}
        keyOf={({ id }) => id}
        columns={columnsOf(connection.id, actions)}
        empty={
          <EmptyState icon="calendar" title={t('setting.schedule.empty')} text={t('setting.schedule.emptyText')} />
        }
      />
      {dialog !== null && <Dialogs {...{ dialog, settle, connection }} onClose={() => setDialog(null)} />}
    </section>
  );
}

type Settled = Outcome<'addSchedule' | 'changeSchedule' | 'removeSchedule' | 'runSchedule'>;

interface DialogsProps {
  dialog: Dialog;
  connection: PageProps['connection'];
  settle(outcome: Settled): ProblemAnswer | null;
  onClose(): void;
}

function Dialogs({ dialog, connection, settle, onClose }: DialogsProps) {
  const id = dialog.schedule?.id;
  if (dialog.is === 'form')
    return (
      <ScheduleForm
        schedule={dialog.schedule}
        pulls={connection.pull !== null}
        onClose={onClose}
        onSave={async (body) =>
          settle(
            id === undefined
              ? await call('addSchedule', { path: { id: connection.id }, body })
              : await call('changeSchedule', { path: { id }, body }),
          )
        }
      />
    );
  return (
    <ConfirmDialog
      title={t('setting.schedule.removeTitle')}
      summary={t('setting.schedule.removeText', [scheduleWords(dialog.schedule.cron)])}
      word={t('setting.schedule.remove')}
      danger
      onClose={onClose}
      onConfirm={async () => {
        settle(await call('removeSchedule', { path: { id: dialog.schedule.id } }));
        onClose();
      }}
    />
  );
}

interface Actions {
  locked: string | null;
  mayRun: string | null;
  onChange(schedule: ScheduleAnswer): void;
  onRemove(schedule: ScheduleAnswer): void;
  onSwitch(schedule: ScheduleAnswer): Promise<void>;
  onRun(schedule: ScheduleAnswer): Promise<void>;
}

function columnsOf(connection: string, actions: Actions): Column<ScheduleAnswer>[] {
  return [
    { key: 'when', title: t('setting.schedule.when'), head: true, cell: (row) => <When row={row} /> },
    { key: 'what', title: t('setting.schedule.what'), cell: (row) => whatOf(row) },
    { key: 'next', title: t('setting.schedule.next'), cell: (row) => <Next row={row} /> },
    { key: 'last', title: t('setting.schedule.last'), cell: (row) => <Last {...{ connection, row }} /> },
    {
      key: 'do',
      title: <span class="vh">{t('setting.actions')}</span>,
      end: true,
      cell: (row) => <RowActions {...{ row, actions }} />,
    },
  ];
}

function When({ row: { cron, zone } }: { row: ScheduleAnswer }) {
  return (
    <>
      {scheduleWords(cron)}
      <br />
      <small class="muted">{zone}</small>
    </>
  );
}

function whatOf({ kind, mode }: ScheduleAnswer): string {
  return `${t(`setting.schedule.kinds.${kind}`)}. ${t(`setting.schedule.modes.${mode}`)}.`;
}

function Next({ row: { on, next, idle } }: { row: ScheduleAnswer }) {
  if (!on)
    return (
      <Badge tone="idle" icon="pause">
        {t('setting.schedule.paused')}
      </Badge>
    );
  return (
    <>
      {next !== null && <Time at={next} as="moment" />}
      {idle !== null && <small class="t-warn"> {idle}</small>}
    </>
  );
}

function Last({ connection, row: { lastDue, lastJob } }: { connection: string; row: ScheduleAnswer }) {
  if (lastDue === null) return <span class="muted">{t('setting.schedule.never')}</span>;
  const at = <Time at={lastDue} />;
  return lastJob === null ? at : <a href={addressOf(connection, 'run', [lastJob])}>{at}</a>;
}

function RowActions({ row, actions }: { row: ScheduleAnswer; actions: Actions }) {
  const name = scheduleWords(row.cron);
  const button = (
    key: 'runNow' | 'pause' | 'goOn' | 'edit' | 'remove',
    unavailable: string | null,
    onPress: () => void,
  ) => (
    <Button small label={`${t(`setting.schedule.${key}`)}: ${name}`} unavailable={unavailable} onPress={onPress}>
      {t(`setting.schedule.${key}`)}
    </Button>
  );
  return (
    <span class="row">
      {button('runNow', actions.mayRun, () => void actions.onRun(row))}
      {button(row.on ? 'pause' : 'goOn', actions.locked, () => void actions.onSwitch(row))}
      {button('edit', actions.locked, () => actions.onChange(row))}
      {button('remove', actions.locked, () => actions.onRemove(row))}
    </span>
  );
}
