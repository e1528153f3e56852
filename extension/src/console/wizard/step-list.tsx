import type { ConnectionAnswer } from '@rollcall/shared/api';

import { Icon } from '../../components/icon.tsx';
import { t } from '../../words.ts';
import { setupStep } from '../shell/address.ts';
import { isOpen, isStepDone, steps, type Step } from './standing.ts';

interface StepListProps {
  connection: ConnectionAnswer | null;
  isPaired: boolean;
  /** Null on the first page, before any step. */
  current: Step | null;
  furthest: Step;
}

/** The way through the set-up: what is done, where one is, and what is to come. */
export function StepList({ connection, isPaired, current, furthest }: StepListProps) {
  return (
    <nav aria-label={t('wizard.steps')}>
      <ol class="way">
        {steps.map((step, index) => {
          const isDone = isStepDone(step, { connection, isPaired, current });
          const inside = (
            <>
              <span class="d">{isDone ? <Icon name="agree" /> : index}</span>
              <span class="w">{t(`wizard.step.${step}`)}</span>
              {isDone && <span class="vh">{t('wizard.done')}</span>}
            </>
          );
          return (
            <li key={step}>
              {step === current || !isOpen(step, furthest) ? (
                <span class={isDone ? 'done' : undefined} aria-current={step === current ? 'step' : undefined}>
                  {inside}
                </span>
              ) : (
                <a class={isDone ? 'done' : undefined} href={setupStep(connection?.id ?? null, step)}>
                  {inside}
                </a>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
