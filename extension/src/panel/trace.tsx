import type { EntryAnswer } from '@rollcall/shared/api';

import { Button } from '../components/button.tsx';
import { Icon, type IconName } from '../components/icon.tsx';
import type { PageEntry } from '../messages.ts';
import { fieldName, list, moment, number, pastName, problemWords, t } from '../words.ts';

type Step = EntryAnswer['steps'][number];
type Outcome = EntryAnswer['outcome'];

/** The steps of an applied change, in their order; a change that failed shows those that were not tried, too. */
const order = ['source', 'expect', 'act', 'verify'] as const;
type StepName = (typeof order)[number];

const looks: Record<Outcome, { icon: IconName; tone: string }> = {
  done: { icon: 'agree', tone: 'ok' },
  failed: { icon: 'failed', tone: 'bad' },
  refused: { icon: 'shield', tone: 'bad' },
  held: { icon: 'hold', tone: 'hold' },
  unknown: { icon: 'question', tone: 'warn' },
};

/** How the latest change of this user went, step by step; `told` when its problem is said elsewhere. */
export function LastSync({ entry, told }: { entry: EntryAnswer | null; told: boolean }) {
  if (entry === null) return null;
  const { outcome, steps, problem } = entry;
  const failedAt = outcome === 'done' ? null : (steps.at(-1)?.name ?? null);
  const missing = outcome === 'done' ? [] : order.filter((name) => !steps.some((step) => step.name === name));
  return (
    <section aria-label={t('panel.last')}>
      <h3>
        {t('panel.lastHead', [outcomeWord(outcome), moment(entry.at)])} <time class="vh" dateTime={entry.at} />
      </h3>
      <ol class="trace">
        {steps.map((step, at) => (
          <StepLine key={at} step={step} failed={step.name === failedAt} />
        ))}
        {missing.map((name) => (
          <li key={name} class="muted">
            <Icon name="excluded" tone="idle" />
            <span>
              {t(`step.${name}`)}
              <span class="muted">{t('panel.notTried')}</span>
            </span>
          </li>
        ))}
      </ol>
      {problem !== null && !told && (
        <p class="small">
          <b>{problem.detail}</b> {problemWords(problem).next}
        </p>
      )}
    </section>
  );
}

function StepLine({ step, failed }: { step: Step; failed: boolean }) {
  const known = order.find((name) => name === step.name);
  const calls = step.calls ?? [];
  return (
    <li>
      <Icon name={failed ? 'failed' : 'agree'} tone={failed ? 'bad' : 'ok'} />
      <span>
        {known === undefined ? step.name : wordOf(known)}
        {calls.map((call, at) => (
          <span class="muted num" key={at}>
            {call.method} {call.path}: {call.status === null ? t('panel.noAnswer') : number(call.status)}
          </span>
        ))}
        {calls.length === 0 && step.status !== null && (
          <span class="muted num">{t('panel.answered', [String(step.status)])}</span>
        )}
        {step.requestId !== null && <span class="muted">{t('panel.request', [step.requestId])}</span>}
      </span>
      <span class="tiny muted num">{t('panel.ms', [number(step.ms)])}</span>
    </li>
  );
}

function outcomeWord(outcome: Outcome): string {
  return t(outcome === 'unknown' ? 'panel.unknownOutcome' : `panel.${outcome}`);
}

function wordOf(name: StepName): string {
  return t(`step.${name}`);
}

/** The latest entries about this user, newest first. */
export function History({ entries, onMore }: { entries: readonly PageEntry[]; onMore: () => void }) {
  if (entries.length === 0) return null;
  return (
    <section aria-label={t('panel.history')}>
      <h3>{t('panel.history')}</h3>
      <ol class="trace">
        {entries.map((entry) => (
          <HistoryLine key={entry.id} entry={entry} />
        ))}
      </ol>
      <Button small look="quiet" onPress={onMore}>
        {t('panel.allHistory')}
      </Button>
    </section>
  );
}

function HistoryLine({ entry: { at, by, type, outcome, fields, problem } }: { entry: PageEntry }) {
  const names = fields.map(fieldName);
  return (
    <li>
      <Icon name={looks[outcome].icon} tone={looks[outcome].tone} />
      <span>
        {pastName(type)}
        {outcome !== 'done' && `: ${outcomeWord(outcome)}`}
        {names.length > 0 && <span class="muted">{list(names)}</span>}
        {problem !== null && <span class="muted">{problem.detail}</span>}
        <span class="muted">{t('panel.by', [by.cmsUser ?? by.name])}</span>
      </span>
      <time class="tiny muted num" dateTime={at} title={at}>
        {moment(at)}
      </time>
    </li>
  );
}
