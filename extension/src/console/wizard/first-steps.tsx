import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { ReportAnswer, ReportGroup } from '@rollcall/shared/api-report';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

import { Button } from '../../components/button.tsx';
import { number, t } from '../../words.ts';
import { call } from '../call.ts';
import { Field } from '../parts/field.tsx';
import { LinkButton } from '../parts/link-button.tsx';
import { StepTrace, type Step } from '../parts/step-trace.tsx';
import { GoLive } from '../shell/go-live.tsx';
import { setupStep } from '../shell/address.ts';
import { roleOf, type KnownAgent } from '../shell/use-agent.ts';
import type { Flow } from '../work/flow/use-flow.ts';
import { useSyncAll } from '../work/flow/use-sync-all.ts';

interface FirstStepsProps {
  known: KnownAgent;
  connection: ConnectionAnswer;
  counts: ReportAnswer['counts'];
  flow: Flow;
}

/** As many as a person can look through at once. */
const few = 5;
/** As many links as one plan of named users may hold; more are approved in the plan for all. */
const mostLinks = 200;

/** From the report to daily work in steps that each show their plan first: write at all, link, one, five, the rest. */
export function FirstSteps({ known, connection, counts, flow }: FirstStepsProps) {
  const [asked, setAsked] = useState(false);
  const syncAll = useSyncAll(connection.id, flow);
  const isLive = connection.mode === 'live';
  const found = counts.found ?? 0;
  const missing = counts.notInOkta ?? 0;
  const unavailable = isLive ? flow.unavailable : t('wizard.first.liveFirst');
  const startGroup = async (group: ReportGroup, limit: number): Promise<void> => {
    const outcome = await call('firstReport', { path: { id: connection.id }, query: { group, limit } });
    if (!outcome.ok) return flow.fail(outcome.problem);
    const ids = outcome.value.rows.map(({ id }) => id);
    const operations = group === 'found' ? (['link'] as const) : [];
    if (ids.length > 0) flow.start({ is: 'users', ids, operations: [...operations] }, { title: 'title', name: null });
  };
  const mayNot = roleOf(known.agent) === 'owner' ? null : t('live.forbidden');
  const steps = [
    readStep(),
    liveStep(isLive, <Press word={t('banner.goLive')} unavailable={mayNot} onPress={() => setAsked(true)} />),
    linkStep(
      found,
      <Press
        {...{ unavailable }}
        word={t('wizard.first.linkButton')}
        onPress={() => void startGroup('found', mostLinks)}
      />,
    ),
    oneStep(<OneColleague unavailable={unavailable} flow={flow} />),
    fiveStep(
      missing,
      <Press
        {...{ unavailable }}
        word={t('wizard.first.fiveButton')}
        onPress={() => void startGroup('notInOkta', few)}
      />,
    ),
    restStep(missing, <Press {...{ unavailable }} word={t('wizard.first.restButton')} onPress={syncAll} />),
    automaticStep(connection),
  ];
  return (
    <section class="card" aria-labelledby="first-title">
      <header>
        <h2 id="first-title">{t('wizard.first.title')}</h2>
      </header>
      <div class="in">
        <StepTrace steps={steps} />
      </div>
      {asked && <GoLive connection={connection} onClose={() => setAsked(false)} onLive={() => void known.look()} />}
    </section>
  );
}

function Press({ word, unavailable, onPress }: { word: string; unavailable: string | null; onPress(): void }) {
  return (
    <Button small unavailable={unavailable} onPress={onPress}>
      {word}
    </Button>
  );
}

function readStep(): Step {
  return { key: 'read', state: 'done', text: <b>{t('wizard.first.read')}</b>, detail: t('wizard.first.readText') };
}

function liveStep(isLive: boolean, button: ComponentChildren): Step {
  const text = <b>{t('wizard.first.live')}</b>;
  return { key: 'live', text, detail: t('wizard.first.liveText'), ...standing(isLive, button) };
}

function linkStep(found: number, button: ComponentChildren): Step {
  const text = <b>{t('wizard.first.link', found, [number(found)])}</b>;
  return { key: 'link', text, detail: t('wizard.first.linkText'), ...standing(found === 0, button) };
}

function oneStep(form: ComponentChildren): Step {
  return { key: 'one', state: 'next', text: <b>{t('wizard.first.one')}</b>, detail: form };
}

function fiveStep(missing: number, button: ComponentChildren): Step {
  const text = <b>{t('wizard.first.five')}</b>;
  return { key: 'five', text, detail: t('wizard.first.fiveText'), ...standing(missing === 0, button) };
}

function restStep(missing: number, button: ComponentChildren): Step {
  const text = <b>{t('wizard.first.rest', missing, [number(missing)])}</b>;
  return { key: 'rest', text, detail: t('wizard.first.restText'), ...standing(missing === 0, button) };
}

function automaticStep({ id, methods }: ConnectionAnswer): Step {
  const button = (
    <LinkButton small href={setupStep(id, 'methods')}>
      {t('wizard.first.automaticButton')}
    </LinkButton>
  );
  const text = <b>{t('wizard.first.automatic')}</b>;
  return { key: 'automatic', text, detail: t('wizard.first.automaticText'), ...standing(methods.automatic.on, button) };
}

/** A step that is done needs no button any more. */
function standing(isDone: boolean, button: ComponentChildren): Pick<Step, 'state' | 'aside'> {
  return isDone ? { state: 'done' } : { state: 'next', aside: button };
}

function OneColleague({ unavailable, flow }: { unavailable: string | null; flow: Flow }) {
  const [name, setName] = useState('');
  const typed = name.trim();
  const reason = unavailable ?? (typed === '' ? t('wizard.first.oneNeeded') : null);
  const start = (): void => flow.start({ is: 'users', ids: [typed], operations: [] }, { title: 'title', name: typed });
  return (
    <form
      class="aligned"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason === null) start();
      }}
    >
      <span class="grow">
        <Field label={t('wizard.first.oneName')} value={name} onInput={setName} />
      </span>
      <Button small unavailable={reason} onPress={start}>
        {t('wizard.first.oneButton')}
      </Button>
    </form>
  );
}
