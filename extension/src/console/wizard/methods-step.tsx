import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

import { t } from '../../words.ts';
import { call } from '../call.ts';
import { addressOf } from '../page.ts';
import { ProblemBox } from '../parts/problem-box.tsx';
import { Radios } from '../parts/radio.tsx';
import { Select } from '../parts/select.tsx';
import { roleOf } from '../shell/use-agent.ts';
import { useAnswer } from '../use-answer.ts';
import { MethodCard } from './method-card.tsx';
import { Onward } from './onward.tsx';
import type { Ticks } from './operations.ts';
import type { StepProps } from './step-props.ts';

type Methods = ConnectionAnswer['methods'];
type Draft = Pick<Methods, 'manual' | 'automatic' | 'scheduled'> &
  Pick<ConnectionAnswer, 'password' | 'newInOkta'> & { cron: Cron };

const crons = { quarter: '*/15 * * * *', hourly: '0 * * * *', nightly: '0 2 * * *', weekly: '0 2 * * 1' } as const;
type Cron = keyof typeof crons;
const cronNames = ['quarter', 'hourly', 'nightly', 'weekly'] as const;

/** Step 3: when users are synced, and what each way may do. */
export function MethodsStep({ known, connection, back, onNext }: StepProps) {
  if (connection === null) return null;
  return <Methods {...{ known, connection, back, onNext }} />;
}

function Methods({ known, connection, back, onNext }: StepProps & { connection: ConnectionAnswer }) {
  const { id } = connection;
  const [draft, setDraft] = useState<Draft>(draftOf(connection));
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const schedules = useAnswer('schedules', { path: { id } });
  const present = schedules.value?.schedules ?? [];
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const save = async (): Promise<void> => {
    const failed = await saveMethods(connection, draft, present.length === 0);
    if (failed !== null) return setProblem(failed);
    await known.look();
    onNext(id);
  };
  return (
    <>
      <div class="head">
        <h1 tabIndex={-1}>{t('wizard.methods.title')}</h1>
      </div>
      <p class="measure muted">{t('wizard.methods.text')}</p>
      <Cards draft={draft} change={change}>
        <When id={id} count={present.length} cron={draft.cron} onCron={(cron) => change({ cron })} />
      </Cards>
      <p class="hint measure">{t('wizard.methods.report')}</p>
      {problem !== null && <ProblemBox problem={problem} />}
      <Onward
        back={back}
        unavailable={roleOf(known.agent) === 'owner' ? null : t('wizard.ownerOnly')}
        word={t('wizard.saveAndNext')}
        onNext={() => void save()}
      />
    </>
  );
}

interface CardsProps {
  draft: Draft;
  change(part: Partial<Draft>): void;
  /** Details of the schedule. */
  children: ComponentChildren;
}

function Cards({ draft, change, children }: CardsProps) {
  return (
    <>
      <MethodCard name="manual" ticks={draft.manual} onTicks={(manual: Ticks) => change({ manual })} alwaysOn>
        <Radios
          legend={t('wizard.methods.newInOkta')}
          name="newInOkta"
          value={draft.newInOkta}
          options={(['staged', 'invited', 'active'] as const).map((value) => ({
            value,
            words: t(`wizard.methods.new.${value}`),
            note: t(`wizard.methods.new.${value}Note`),
          }))}
          onChange={(newInOkta) => change({ newInOkta })}
        />
      </MethodCard>
      <MethodCard name="automatic" ticks={draft.automatic} onTicks={(automatic: Ticks) => change({ automatic })}>
        <Radios
          legend={t('wizard.methods.password')}
          name="password"
          value={draft.password}
          options={(['none', 'captured', 'hook'] as const).map((value) => ({
            value,
            words: t(`wizard.methods.with.${value}`),
            note: t(`wizard.methods.with.${value}Note`),
          }))}
          onChange={(password) => change({ password })}
        />
      </MethodCard>
      <MethodCard name="scheduled" ticks={draft.scheduled} onTicks={(scheduled: Ticks) => change({ scheduled })}>
        {children}
      </MethodCard>
    </>
  );
}

interface WhenProps {
  id: string;
  /** How many schedules there are already. */
  count: number;
  cron: Cron;
  onCron(cron: Cron): void;
}

function When({ id, count, cron, onCron }: WhenProps) {
  if (count > 0)
    return (
      <p class="small">
        {t('wizard.methods.hasSchedules', count, [String(count)])}{' '}
        <a href={addressOf(id, 'methods')}>{t('wizard.methods.changeThem')}</a>
      </p>
    );
  return (
    <Select
      label={t('wizard.methods.when')}
      value={cron}
      options={cronNames.map((value) => ({ value, word: t(`wizard.methods.cron.${value}`) }))}
      onChange={onCron}
    />
  );
}

function draftOf({ methods, password, newInOkta }: ConnectionAnswer): Draft {
  const { manual, automatic, scheduled } = methods;
  return { manual, automatic, scheduled, password, newInOkta, cron: 'nightly' };
}

/** Saves the methods and, when the connection has no schedule yet, the chosen one. Answers what went wrong. */
async function saveMethods(
  { id, methods }: ConnectionAnswer,
  { manual, automatic, scheduled, password, newInOkta, cron }: Draft,
  isFirst: boolean,
): Promise<ProblemAnswer | null> {
  const body = { methods: { ...methods, manual, automatic, scheduled }, password, newInOkta };
  const saved = await call('changeConnection', { path: { id }, body });
  if (!saved.ok) return saved.problem;
  if (!scheduled.on || !isFirst) return null;
  const kind = cron === 'quarter' || cron === 'hourly' ? 'incremental' : 'full';
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const added = await call('addSchedule', {
    path: { id },
    body: { cron: crons[cron], zone, kind, mode: 'apply', on: true },
  });
  return added.ok ? null : added.problem;
}
