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
      {steps.length > 0 && <StepTrace steps={stepsOf(entry)} />}
      <p class="tiny muted">{t(`work.evidence.${entry.evidence}`)}</p>
    </div>
  );
}

/** In the order in which an item is applied. */
const order = ['source', 'expect', 'act', 'verify'] as const;

/** The steps that were taken, and after a failure those that were not tried. */
function stepsOf(entry: Told): Step[] {
  const taken = entry.steps.map((step, at) => stepOf(step, at, entry));
  const missing =
    entry.outcome === 'done' ? [] : order.filter((name) => !entry.steps.some((step) => step.name === name));
  return [...taken, ...missing.map((name): Step => ({ key: name, text: t(`step.${name}`), state: 'notTried' }))];
}

function stepOf({ name, ms, status, requestId, calls = [] }: Told['steps'][number], at: number, entry: Told): Step {
  const isLast = at === entry.steps.length - 1;
  const known = order.find((each) => each === name);
  // With the calls at hand their own answers say it better.
  const marks = [calls.length > 0 ? null : status, requestId].filter((part) => part !== null);
  return {
    key: `${at} ${name}`,
    text: known === undefined ? t('work.activity.lookedAgain') : t(`step.${known}`),
    state: isLast && entry.outcome !== 'done' ? 'failed' : 'done',
    detail: (
      <>
        {marks.length > 0 && <span class="num">{marks.join(' · ')}</span>}
        {calls.map((sent, turn) => (
          <code key={turn} class="call">
            {sent.method} {sent.path} · {sent.status ?? t('work.activity.noAnswer')} · {number(sent.ms)} ms
          </code>
        ))}
      </>
    ),
    aside: `${number(ms)} ms`,
  };
}
