import type { ComponentChildren } from 'preact';

import { Button } from '../../components/button.tsx';
import { t } from '../../words.ts';
import type { SideTest } from './use-side-test.ts';

interface SignInFormProps {
  test: SideTest;
  /** What still lacks before anything can be tested; null when nothing does. */
  lacking: string | null;
  onStart(): void;
  /** The fields. */
  children: ComponentChildren;
}

/** The card in which one side is signed in to: its fields, and the one button that saves and tests. */
export function SignInForm({ test, lacking, onStart, children }: SignInFormProps) {
  return (
    <div class="card">
      <form
        class="in stack wide-gap"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          if (lacking === null) onStart();
        }}
      >
        {children}
        <div class="row">
          <Button
            look={test.passed ? undefined : 'primary'}
            unavailable={test.busy ? t('wizard.testing') : lacking}
            onPress={onStart}
          >
            {t('wizard.saveAndTest')}
          </Button>
          <button type="submit" class="vh" tabIndex={-1} aria-hidden="true" />
        </div>
      </form>
    </div>
  );
}

/** Whether a credential is stored for just this address and way; an empty field then tests that one. */
export function isStored(settings: { url: string; auth: string } | null, draft: { url: string; way: string }): boolean {
  return settings !== null && settings.auth === draft.way && settings.url === draft.url.trim().replace(/\/+$/, '');
}
