import type { ComponentChildren } from 'preact';
import { browser } from 'wxt/browser';

import { Button } from '../components/button.tsx';
import { Mark } from '../components/icon.tsx';
import { t } from '../words.ts';

interface FrameProps {
  badge: ComponentChildren;
  /** Full-width rows between the text and the footer. */
  more?: ComponentChildren;
  footer?: ComponentChildren;
  children: ComponentChildren;
}

export function Frame({ badge, more, footer, children }: FrameProps) {
  return (
    <main class="rc pop">
      <header class="row">
        <Mark />
        <h1 class="small">{t('app.name')}</h1>
        <span class="push">{badge}</span>
      </header>
      <div class="stack">{children}</div>
      {more}
      {footer !== undefined && <footer class="row">{footer}</footer>}
    </main>
  );
}

export function OpenButton({ primary = false }: { primary?: boolean }) {
  const open = async (): Promise<void> => {
    await browser.runtime.openOptionsPage();
    window.close();
  };
  return (
    <Button look={primary ? 'primary' : undefined} onPress={() => void open()}>
      {t('popup.open')}
    </Button>
  );
}
