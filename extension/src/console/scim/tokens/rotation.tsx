import type { ScimTokenAnswer } from '@rollcall/shared/api-scim';

import { t } from '../../../words.ts';
import { StepTrace } from '../../parts/step-trace.tsx';
import { type Rotation as State, rotationOf, rotationSteps } from './token-model.ts';

/** The way to a new token without a gap: the old one ends only once Okta was seen with the new one. */
export function Rotation({ tokens }: { tokens: readonly ScimTokenAnswer[] }) {
  const rotation = rotationOf(tokens);
  if (rotation === null) return null;
  const now = rotationSteps.indexOf(rotation.at);
  return (
    <section class="card" aria-labelledby="rotation">
      <header>
        <h2 id="rotation">{t('scim.rotation.title')}</h2>
      </header>
      <div class="in stack">
        <p class="small muted measure">{t('scim.rotation.text')}</p>
        <StepTrace
          steps={rotationSteps.map((step, index) => ({
            key: step,
            text: textOf(step, rotation),
            state: index < now ? 'done' : index === now && step === 'paste' ? 'running' : 'next',
            ...(index === now ? { detail: detailOf(rotation) } : {}),
          }))}
        />
      </div>
    </section>
  );
}

function textOf(step: State['at'], { old, next }: State): string {
  switch (step) {
    case 'generate':
      return t('scim.rotation.generate');
    case 'paste':
      return next === null ? t('scim.rotation.pasteNew') : t('scim.rotation.paste', [next.label]);
    case 'retire':
      return t('scim.rotation.retire', [old.label]);
    case 'remove':
      return t('scim.rotation.remove', [old.label]);
  }
}

/** What is known about the step that is to be done now. */
function detailOf({ at, old, next }: State): string {
  const labels: [string, string] = [old.label, next?.label ?? ''];
  switch (at) {
    case 'generate':
      return t('scim.rotation.generateNow', [old.label]);
    case 'paste':
      return t('scim.rotation.pasteNow', labels);
    case 'retire':
      return t('scim.rotation.retireNow', labels);
    case 'remove':
      return t('scim.rotation.removeNow', [old.label]);
  }
}
