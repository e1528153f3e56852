import type { AlertAnswer } from '@rollcall/shared/api-alert';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { useState } from 'preact/hooks';

import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { age, problemWords, t } from '../../../words.ts';
import { call } from '../../call.ts';
import type { PageProps } from '../../page.ts';
import { Field } from '../../parts/field.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Tick } from '../../parts/tick.tsx';
import { errorAt } from '../parts/draft.ts';
import { LeaveGuard } from '../parts/leave-guard.tsx';
import { Lockable, SettingHead, whyLocked } from '../parts/setting-page.tsx';
import { type AlertDraft, bodyOf, draftOf } from './alert-model.ts';
import { MailFields, type MailFieldsProps } from './mail-fields.tsx';
import { SendTest } from './send-test.tsx';

interface AlertFormProps {
  saved: AlertAnswer;
  role: PageProps['role'];
  onSaved(): void;
}

/** Ways to be told, and how often. */
export function AlertForm({ saved, role, onSaved }: AlertFormProps) {
  const [edited, setEdited] = useState<AlertDraft | null>(null);
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const draft = edited ?? draftOf(saved);
  const { body, wrong } = bodyOf(draft);
  const dirty = JSON.stringify(draft) !== JSON.stringify(draftOf(saved));
  const change = (part: Partial<AlertDraft>): void => setEdited({ ...draft, ...part });
  const errorOf = (field: string): string | null =>
    errorAt(problem, field) ?? (dirty && wrong.has(field) ? t('setting.alerts.wrong') : null);
  const save = async (): Promise<void> => {
    const outcome = await call('changeAlerts', { body });
    setProblem(outcome.ok ? null : outcome.problem);
    if (!outcome.ok) return;
    setEdited(null);
    onSaved();
  };
  const unsound = wrong.size === 0 ? null : t('setting.alerts.unsound');
  const unavailable = whyLocked(role) ?? (dirty ? unsound : t('setting.nothingChanged'));
  return (
    <>
      <SettingHead title={t('setting.alerts.title')} text={t('setting.alerts.text')}>
        {dirty && <Button onPress={() => setEdited(null)}>{t('setting.discard')}</Button>}
        <Button look="primary" unavailable={unavailable} onPress={() => void save()}>
          {t('setting.save')}
        </Button>
      </SettingHead>
      <LastSent saved={saved} />
      {problem !== null && <ProblemBox problem={problem} />}
      <Lockable role={role}>
        <Webhook {...{ draft, change, errorOf }} />
        <MailFields {...{ draft, change, errorOf }} hasPassword={saved.hasMailPassword} />
        <Often {...{ draft, change, errorOf }} />
        <SendTest unavailable={testUnavailable(saved, dirty)} onSent={onSaved} />
      </Lockable>
      <LeaveGuard unsaved={dirty} />
    </>
  );
}

function testUnavailable({ webhook, mail }: AlertAnswer, dirty: boolean): string | null {
  if (dirty) return t('setting.alerts.saveFirst');
  return webhook === null && mail === null ? t('setting.alerts.noWay') : null;
}

function LastSent({ saved: { lastSent, webhook, mail } }: { saved: AlertAnswer }) {
  if (lastSent === null)
    return webhook === null && mail === null ? (
      <Banner tone="idle" icon="info" cause={t('setting.alerts.nobody')} next={t('setting.alerts.nobodyNext')} />
    ) : null;
  const { at, what, problem } = lastSent;
  if (problem === null) return <p class="small muted">{t('setting.alerts.last', [what, age(at)])}</p>;
  const { title, next } = problemWords(problem);
  return (
    <Banner
      tone="warn"
      icon="risk"
      cause={t('setting.alerts.lastFailed', [what, age(at), title])}
      next={next}
      detail={problem.detail}
    />
  );
}

type FieldsProps = Omit<MailFieldsProps, 'hasPassword'>;

function Webhook({ draft, change, errorOf }: FieldsProps) {
  return (
    <section class="card" aria-labelledby="webhook">
      <header>
        <h2 id="webhook">{t('setting.alerts.webhook')}</h2>
      </header>
      <div class="in stack">
        <Field
          type="url"
          label={t('setting.alerts.webhookUrl')}
          hint={t('setting.alerts.webhookHint')}
          value={draft.webhook}
          error={errorOf('webhook')}
          onInput={(webhook) => change({ webhook })}
        />
      </div>
    </section>
  );
}

function Often({ draft, change, errorOf }: FieldsProps) {
  return (
    <section class="card" aria-labelledby="often">
      <header>
        <h2 id="often">{t('setting.alerts.often')}</h2>
      </header>
      <div class="in stack">
        <Field
          type="number"
          label={t('setting.alerts.quiet')}
          hint={t('setting.alerts.quietHint')}
          value={draft.quietMinutes}
          error={errorOf('quietMinutes')}
          onInput={(quietMinutes) => change({ quietMinutes })}
        />
        <Tick checked={draft.weekly} onChange={(weekly) => change({ weekly })}>
          {t('setting.alerts.weekly')}
        </Tick>
      </div>
    </section>
  );
}
