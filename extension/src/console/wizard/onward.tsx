import type { ComponentChildren } from 'preact';

import { Button } from '../../components/button.tsx';
import { t } from '../../words.ts';
import { LinkButton } from '../parts/link-button.tsx';

interface OnwardProps {
  /** Address of the step before; null for the first. */
  back: string | null;
  /** Why one can't go on yet; null when one can. */
  unavailable: string | null;
  onNext(): void;
  /** What the button says instead of Next. */
  word?: string;
  children?: ComponentChildren;
}

/** Foot of a step: back, on, and why not yet. */
export function Onward({ back, unavailable, onNext, word, children }: OnwardProps) {
  return (
    <div class="onward">
      {back !== null && <LinkButton href={back}>{t('wizard.back')}</LinkButton>}
      <Button look={unavailable === null ? 'primary' : undefined} unavailable={unavailable} onPress={onNext}>
        {word ?? t('wizard.next')}
      </Button>
      {unavailable !== null && <span class="small muted">{unavailable}</span>}
      {children}
    </div>
  );
}
