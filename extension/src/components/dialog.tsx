import { Component, createRef } from 'preact';
import type { ComponentChildren } from 'preact';

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
 * gets the focus first, so that it is read; Escape closes; the focus goes back to where it was. One at a time.
 */
export class Dialog extends Component<DialogProps> {
  readonly #dialog = createRef<HTMLDialogElement>();
  readonly #heading = createRef<HTMLHeadingElement>();
  #opener: HTMLElement | null = null;

  override componentDidMount(): void {
    this.#opener = deepActive(document);
    this.#dialog.current?.showModal();
    this.#heading.current?.focus();
  }

  override componentWillUnmount(): void {
    this.#dialog.current?.close();
    if (this.#opener?.isConnected) this.#opener.focus();
  }

  override render() {
    const { title, summary, footer, children, onClose } = this.props;
    return (
      <dialog
        ref={this.#dialog}
        class="dialog"
        aria-labelledby="dialog-title"
        aria-describedby="dialog-summary"
        onCancel={(event) => {
          event.preventDefault();
          onClose();
        }}
      >
        <header>
          <div class="grow">
            <h2 id="dialog-title" ref={this.#heading} tabIndex={-1}>
              {title}
            </h2>
            <p class="small muted" id="dialog-summary">
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
}

function deepActive(root: Document | ShadowRoot): HTMLElement | null {
  const active = root.activeElement;
  if (active?.shadowRoot?.activeElement) return deepActive(active.shadowRoot);
  return active instanceof HTMLElement ? active : null;
}
