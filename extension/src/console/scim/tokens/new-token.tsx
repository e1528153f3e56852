import type { NewTokenAnswer } from '@rollcall/shared/api-scim';
import { useEffect, useRef } from 'preact/hooks';

import { Icon } from '../../../components/icon.tsx';
import { t } from '../../../words.ts';
import { CopyField } from '../../parts/copy-field.tsx';
import { SecretOnce } from '../../parts/secret-once.tsx';

interface NewTokenProps {
  made: NewTokenAnswer;
  baseUrl: string | null;
  /** Okta was seen using it. */
  isUsed: boolean;
  /** The person has it: its text is forgotten here too. */
  onDone(): void;
}

/** A token that was just made, shown this once, with where to put it. */
export function NewToken({ made, baseUrl, isUsed, onDone }: NewTokenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div class="cols2">
      <section class="card" aria-labelledby="new-token">
        <header>
          <Icon name="agree" tone="ok" />
          <h2 id="new-token" ref={heading} tabIndex={-1}>
            {t('scim.new.title', [made.token.label])}
          </h2>
        </header>
        <div class="in stack">
          {baseUrl !== null && <CopyField label={t('scim.baseUrl')} value={baseUrl} />}
          <SecretOnce label={t('scim.token')} value={made.text} onDone={onDone} />
        </div>
      </section>
      <section class="card" aria-labelledby="in-okta">
        <header>
          <h2 id="in-okta">{t('scim.new.inOkta')}</h2>
        </header>
        <div class="in">
          <ol class="numbered">
            {(['open', 'paste', 'test', 'save'] as const).map((step) => (
              <li key={step}>{t(`scim.new.${step}`)}</li>
            ))}
          </ol>
        </div>
        <footer class="small muted">
          <Icon name={isUsed ? 'agree' : 'clock'} tone={isUsed ? 'ok' : 'info'} />
          <span role="status">{t(isUsed ? 'scim.new.seen' : 'scim.new.waiting')}</span>
        </footer>
      </section>
    </div>
  );
}
