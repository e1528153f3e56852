import type { ActivityAnswer } from '@rollcall/shared/api';

import { fieldName, number, problemWords, t, valueText } from '../../../words.ts';
import { Difference } from '../../parts/difference.tsx';
import { type Step, StepTrace } from '../../parts/step-trace.tsx';

export type Told = ActivityAnswer['entries'][number];

/** Values before and after an entry, why it failed, and the steps with each call they made. */
export function EntryDetail({ entry, label }: { entry: Told; label: string }) {
  const { before = null, after = null, problem, steps } = entry;
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const text = (field: string, value: NonNullable<typeof after>[string] | undefined) =>
    value === undefined || value === null || value === '' ? null : valueText(field, value);
  return (
    <div class="stack">
      {problem !== null && (
        <p class="small">
          <b>{problemWords(problem).title}.</b> {problem.detail} <span class="muted">{problemWords(problem).next}</span>
        </p>
      )}
      {names.length > 0 && (
        <Difference
          label={t('work.activity.values', [label])}
          fields={names.map((field) => ({
            key: field,
            name: fieldName(field),
            before: text(field, before?.[field]),
            after: text(field, after?.[field]),
          }))}
        />
      )}
      {names.length === 0 && entry.before === null && entry.image !== null && (
        <p class="small muted">{t('work.activity.valuesGone')}</p>
      )}
      {steps.length > 0 && <StepTrace steps={steps.map((step, at) => stepOf(step, `${at} ${step.name}`, entry))} />}
      <p class="tiny muted">{t(`work.evidence.${entry.evidence}`)}</p>
    </div>
  );
}

function stepOf({ name, ms, status, requestId, calls = [] }: Told['steps'][number], key: string, entry: Told): Step {
  const isLast = entry.steps.at(-1)?.name === name;
  // With the calls at hand their own answers say it better.
  const marks = [calls.length > 0 ? null : status, requestId].filter((part) => part !== null);
  return {
    key,
    text: stepText(name),
    state: isLast && entry.outcome === 'failed' ? 'failed' : 'done',
    detail: (
      <>
        {marks.length > 0 && <span class="num">{marks.join(' · ')}</span>}
        {calls.map((sent, at) => (
          <code key={at} class="call">
            {sent.method} {sent.path} · {sent.status ?? t('work.activity.noAnswer')} · {number(sent.ms)} ms
          </code>
        ))}
      </>
    ),
    aside: `${number(ms)} ms`,
  };
}

const steps = {
  source: () => t('work.step.source'),
  expect: () => t('work.step.expect'),
  act: () => t('work.step.act'),
  verify: () => t('work.step.verify'),
  'look again': () => t('work.step.lookAgain'),
} as const;

function stepText(name: string): string {
  return isStep(name) ? steps[name]() : name;
}

function isStep(name: string): name is keyof typeof steps {
  return name in steps;
}
