import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { t } from '../../words.ts';

interface ConfirmDialogProps {
  title: ComponentChildren;
  /** What will happen and what will not, as sentences. */
  summary: ComponentChildren;
  /** The verb of the effect. */
  word: string;
  danger?: boolean;
  unavailable?: string | null;
  onConfirm(): Promise<void> | void;
  onClose(): void;
  children?: ComponentChildren;
}

/** Asks before something that is not taken back by a click. Ctrl or ⌘ with Enter presses its main button. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, summary, word, danger = false, unavailable = null, onConfirm, onClose, children } = props;
  const [busy, setBusy] = useState(false);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    await onConfirm();
    setBusy(false);
  };
  const footer = (
    <>
      <Button
        look={danger ? 'danger' : 'primary'}
        unavailable={busy ? t('parts.busy') : unavailable}
        onPress={() => void confirm()}
      >
        {word}
      </Button>
      <Button onPress={onClose}>{t('parts.cancel')}</Button>
      {unavailable !== null && <span class="small muted">{unavailable}</span>}
    </>
  );
  return <Dialog {...{ title, summary, footer, onClose }}>{children}</Dialog>;
}
