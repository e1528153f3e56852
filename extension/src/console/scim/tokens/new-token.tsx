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
    <section class="cols2" aria-labelledby="new-token">
      <div class="card">
        <header>
          <Icon name="agree" tone="ok" />
          <h2 id="new-token" ref={heading} tabIndex={-1}>
            {t('scim.new.title', [made.token.label])}
          </h2>
        </header>
        <div class="in stack">
          <p class="small">{t('scim.new.text')}</p>
          {baseUrl !== null && <CopyField label={t('scim.baseUrl')} value={baseUrl} />}
          <SecretOnce label={t('scim.token')} value={made.text} onDone={onDone} />
        </div>
      </div>
      <div class="card">
        <header>
          <h2>{t('scim.new.inOkta')}</h2>
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
      </div>
    </section>
  );
}
