import { useState } from 'preact/hooks';

import { Button } from '../../components/button.tsx';
import { t } from '../../words.ts';
import { CopyField } from './copy-field.tsx';
import { Tick } from './tick.tsx';

interface SecretOnceProps {
  label: string;
  value: string;
  /** Called when the person has it; the caller forgets the value. */
  onDone(): void;
}

/** A secret that is shown this one time. */
export function SecretOnce({ label, value, onDone }: SecretOnceProps) {
  const [kept, setKept] = useState(false);
  return (
    <div class="card">
      <div class="in stack">
        <CopyField label={label} value={value} />
        <p class="hint">{t('parts.secretOnce')}</p>
        <Tick checked={kept} onChange={setKept}>
          {t('parts.secretKept')}
        </Tick>
        <div class="row">
          <Button unavailable={kept ? null : t('parts.secretNotKept')} onPress={onDone}>
            {t('parts.secretHide')}
          </Button>
        </div>
      </div>
    </div>
  );
}
