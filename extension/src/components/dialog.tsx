import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { t } from '../words.ts';

interface DialogProps {
  title: ComponentChildren;
  summary: ComponentChildren;
  footer: ComponentChildren;
  children?: ComponentChildren;
  onClose: () => void;
}

/**
 * A modal dialog in the browser's top layer: the browser keeps the focus inside and the rest of the page inert. The title
 * gets the focus first, so that it is read; Escape closes; the focus goes back to where it was.
 */
export function Dialog({ title, summary, footer, children, onClose }: DialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const opener = deepActive(document);
    const element = dialog.current;
    element?.showModal();
    heading.current?.focus();
    return () => {
      element?.close();
      if (opener?.isConnected) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-summary`}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header>
        <div class="grow">
          <h2 id={`${id}-title`} ref={heading} tabIndex={-1}>
            {title}
          </h2>
          <p class="small muted" id={`${id}-summary`}>
            {summary}
          </p>
        </div>
        <Button small look="quiet" label={t('plan.close')} onPress={onClose}>
          <Icon name="close" />
        </Button>
      </header>
      <div class="in stack">{children}</div>
      <footer>{footer}</footer>
    </dialog>
  );
}

function deepActive(root: Document | ShadowRoot): HTMLElement | null {
  const active = root.activeElement;
  if (active?.shadowRoot?.activeElement) return deepActive(active.shadowRoot);
  return active instanceof HTMLElement ? active : null;
}
