import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

import { Mark } from '../../components/icon.tsx';
import { t } from '../../words.ts';
import { addressOf } from '../page.ts';
import { firstPage } from '../pages.ts';
import { browserPlace, setupPlace, setupStep } from '../shell/address.ts';
import { ProblemBanner } from '../shell/problem-banner.tsx';
import { replaceAddress } from '../shell/use-address.ts';
import { wasPaired, type KnownAgent } from '../shell/use-agent.ts';
import { ConnectStep } from './connect-step.tsx';
import { DirectionStep } from './direction-step.tsx';
import { MethodsStep } from './methods-step.tsx';
import { ReportStep } from './report-step.tsx';
import { OktaStep, SiteStep } from './side-step.tsx';
import { Start } from './start.tsx';
import { StepList } from './step-list.tsx';
import type { StepProps } from './step-props.ts';
import { furthestStep, isOpen, isStep, resumeAt, rememberStep, steps, type Step } from './standing.ts';

const parts: Record<Step, ComponentType<StepProps>> = {
  connect: ConnectStep,
  direction: DirectionStep,
  okta: OktaStep,
  methods: MethodsStep,
  site: SiteStep,
  report: ReportStep,
};

interface WizardProps {
  known: KnownAgent;
  connection: string | null;
  /** As the address says it; nothing opens the first page, or the step where the set-up was left. */
  step: string | undefined;
}

/** The guided set-up. It can be left at any time: until its end the connection only reports. */
export function Wizard({ known, connection: id, step: asked }: WizardProps) {
  const connection = known.connections?.find((each) => each.id === id) ?? null;
  const paired = wasPaired(known.agent);
  const furthest = furthestStep(connection, paired);
  const isLoading = known.agent === null || (paired && known.connections === null);
  const step = isStep(asked) && isOpen(asked, furthest) ? asked : id === null && !isStep(asked) ? null : furthest;
  const isGone = !isLoading && id !== null && connection === null && known.connections !== null;
  useEffect(() => {
    if (isLoading) return;
    if (isGone) return replaceAddress(setupPlace);
    if (id !== null && !isStep(asked)) return replaceAddress(setupStep(id, resumeAt(id, furthest)));
    if (step !== null && step !== asked) return replaceAddress(setupStep(id, step));
    if (id !== null && step !== null) rememberStep(id, step);
  }, [isLoading, isGone, id, asked, step, furthest]);
  return (
    <div class="wiz">
      <aside>
        <span class="brand">
          <Mark />
          {t('app.name')}
        </span>
        <StepList connection={connection} isPaired={paired} current={step} furthest={furthest} />
        {(connection === null || connection.mode === 'report') && <p class="tiny muted hide-s">{t('wizard.leave')}</p>}
        <p class="small">
          <a href={connection === null ? browserPlace : addressOf(connection.id, firstPage())}>
            {t('wizard.leaveNow')}
          </a>
        </p>
      </aside>
      <main class="main" id="main" tabIndex={-1}>
        <div class="page">
          {paired && <ProblemBanner known={known} connection={null} />}
          {isLoading ? <h1 tabIndex={-1}>{t('options.lookingFor')}</h1> : <Present {...{ known, connection, step }} />}
        </div>
      </main>
    </div>
  );
}

function Present({ known, connection, step }: Pick<StepProps, 'known' | 'connection'> & { step: Step | null }) {
  if (step === null) return <Start known={known} />;
  const Part = parts[step];
  const index = steps.indexOf(step);
  const before = steps[index - 1];
  const after = steps[index + 1];
  return (
    <Part
      // What was typed for one connection is not carried over to another.
      key={connection?.id ?? ''}
      known={known}
      connection={connection}
      back={before === undefined ? null : setupStep(connection?.id ?? null, before)}
      onNext={(next) => {
        location.hash = after === undefined ? addressOf(next ?? '', firstPage()) : setupStep(next, after);
      }}
    />
  );
}
