import type { ScheduleAnswer, ScheduleRequest } from '@rollcall/shared/api-schedule';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { useState } from 'preact/hooks';

import { t } from '../../../words.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Radios } from '../../parts/radio.tsx';
import { Select } from '../../parts/select.tsx';
import { errorAt } from '../parts/draft.ts';
import { type Choice, choiceOf, cronOf } from './schedule-model.ts';
import { dayNames } from './schedule-words.ts';

interface ScheduleFormProps {
  /** The one to change; null for a new one. */
  schedule: ScheduleAnswer | null;
  /** Whether the connection has pull settings, so that a schedule may pull. */
  pulls: boolean;
  /** Answers why it could not be saved; null when it was. */
  onSave(request: ScheduleRequest): Promise<ProblemAnswer | null>;
  onClose(): void;
}

/** When a schedule runs and what it does. */
export function ScheduleForm({ schedule, pulls, onSave, onClose }: ScheduleFormProps) {
  const [choice, setChoice] = useState<Choice>(schedule ? choiceOf(schedule.cron) : { every: 'day', time: '02:00' });
  const [zone, setZone] = useState(schedule?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [kind, setKind] = useState<Kind>(schedule?.kind ?? 'full');
  const [mode, setMode] = useState<ScheduleRequest['mode']>(schedule?.mode ?? 'apply');
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const save = async (): Promise<void> => {
    const failed = await onSave({ cron: cronOf(choice), zone, kind, mode, on: schedule?.on ?? true });
    setProblem(failed);
    if (failed === null) onClose();
  };
  return (
    <ConfirmDialog
      title={t(schedule ? 'setting.schedule.change' : 'setting.schedule.new')}
      summary={t('setting.schedule.formText')}
      word={t(schedule ? 'setting.schedule.save' : 'setting.schedule.add')}
      onConfirm={save}
      onClose={onClose}
    >
      {problem !== null && <ProblemBox problem={problem} />}
      <When {...{ choice, setChoice }} error={errorAt(problem, 'cron')} />
      <Field label={t('setting.schedule.zone')} value={zone} error={errorAt(problem, 'zone')} onInput={setZone} />
      <Radios
        legend={t('setting.schedule.kind')}
        name="kind"
        value={kind}
        options={kindsFor(pulls || isPull(kind)).map((value) => ({
          value,
          words: t(`setting.schedule.kinds.${value}`),
          note: t(`setting.schedule.kindNote.${value}`),
        }))}
        onChange={(chosen) => setKind(chosen)}
      />
      <Radios
        legend={t('setting.schedule.mode')}
        name="mode"
        value={mode}
        options={(['apply', 'plan'] as const).map((value) => ({ value, words: t(`setting.schedule.modes.${value}`) }))}
        onChange={(chosen) => setMode(chosen)}
      />
    </ConfirmDialog>
  );
}

type Kind = ScheduleRequest['kind'];

function kindsFor(pulls: boolean): Kind[] {
  return pulls ? ['full', 'incremental', 'pull', 'pullDelta'] : ['full', 'incremental'];
}

function isPull(kind: Kind): boolean {
  return kind === 'pull' || kind === 'pullDelta';
}

interface WhenProps {
  choice: Choice;
  setChoice(choice: Choice): void;
  error: string | null;
}

const everies = ['quarter', 'hour', 'day', 'week', 'own'] as const;

function When({ choice, setChoice, error }: WhenProps) {
  const time = 'time' in choice ? choice.time : '02:00';
  const started: Record<(typeof everies)[number], Choice> = {
    quarter: { every: 'quarter' },
    hour: { every: 'hour' },
    day: { every: 'day', time },
    week: { every: 'week', day: 1, time },
    own: { every: 'own', cron: cronOf(choice) },
  };
  return (
    <>
      <Select
        label={t('setting.schedule.when')}
        value={choice.every}
        options={everies.map((value) => ({ value, word: t(`setting.schedule.every.${value}`) }))}
        onChange={(every) => setChoice(started[every])}
      />
      {choice.every === 'week' && (
        <Select
          label={t('setting.schedule.day')}
          value={String(choice.day)}
          options={dayNames().map((word, index) => ({ value: String(index), word }))}
          onChange={(day) => setChoice({ ...choice, day: Number(day) })}
        />
      )}
      {'time' in choice && (
        <Field
          type="time"
          label={t('setting.schedule.time')}
          value={choice.time}
          error={error}
          onInput={(text) => setChoice({ ...choice, time: text })}
        />
      )}
      {choice.every === 'own' && (
        <Field
          mono
          label={t('setting.schedule.cron')}
          hint={t('setting.schedule.cronHint')}
          value={choice.cron}
          error={error}
          onInput={(cron) => setChoice({ every: 'own', cron })}
        />
      )}
    </>
  );
}
