import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { useState } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { t } from '../../../words.ts';
import { call } from '../../call.ts';
import type { PageProps } from '../../page.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';

/** Forgets the connection once its name was typed; neither side is changed by it. */
export function RemoveConnection({ connection, onChanged }: PageProps) {
  const [asked, setAsked] = useState(false);
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const remove = async (): Promise<void> => {
    const outcome = await call('removeConnection', { path: { id: connection.id } });
    if (!outcome.ok) return setProblem(outcome.problem);
    onChanged();
    location.hash = '';
  };
  return (
    <section class="card" aria-labelledby="remove">
      <header>
        <h2 id="remove">{t('setting.sites.remove')}</h2>
      </header>
      <div class="in stack">
        <p class="small measure">{t('setting.sites.removeText')}</p>
        <Button look="danger" onPress={() => setAsked(true)}>
          {t('setting.sites.removeButton')}
        </Button>
      </div>
      {asked && (
        <ConfirmDialog
          title={t('setting.sites.removeTitle', [connection.name])}
          summary={t('setting.sites.removeText')}
          word={t('setting.sites.removeNow')}
          danger
          unavailable={typed.trim() === connection.name.trim() ? null : t('setting.sites.removeType')}
          onConfirm={remove}
          onClose={() => setAsked(false)}
        >
          <Field label={t('setting.sites.removeName', [connection.name])} value={typed} onInput={setTyped} />
          {problem !== null && <ProblemBox problem={problem} />}
        </ConfirmDialog>
      )}
    </section>
  );
}
