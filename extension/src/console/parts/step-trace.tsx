import type { ComponentChildren } from 'preact';

import { Icon } from '../../components/icon.tsx';
import { t } from '../../words.ts';
import { Glyph } from './glyph.tsx';

export interface Step {
  key: string;
  text: ComponentChildren;
  /** What was found; `not tried` says itself. */
  detail?: ComponentChildren;
  state: 'done' | 'failed' | 'notTried' | 'running' | 'next';
  /** At the end of the line, such as how long it took or a button. */
  aside?: ComponentChildren;
}

/** What was done, in order. */
export function StepTrace({ steps }: { steps: readonly Step[] }) {
  return (
    <ol class="steps">
      {steps.map(({ key, text, detail, state, aside }) => (
        <li key={key}>
          <StateIcon state={state} />
          <div>
            {text}
            {state === 'notTried' && <span class="muted">{t('parts.notTried')}</span>}
            {state === 'failed' && <span class="vh">{t('parts.failed')}</span>}
            {detail !== undefined && <div class="muted">{detail}</div>}
          </div>
          <div class="tiny muted num">{aside}</div>
        </li>
      ))}
    </ol>
  );
}

function StateIcon({ state }: { state: Step['state'] }) {
  if (state === 'done') return <Icon name="agree" tone="ok" />;
  if (state === 'failed') return <Icon name="failed" tone="bad" />;
  if (state === 'running') return <Icon name="sync" tone="info" spin />;
  return <Glyph name={state === 'next' ? 'arrow' : 'dash'} tone="idle" />;
}
