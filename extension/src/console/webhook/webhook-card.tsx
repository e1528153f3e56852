import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { RouteAnswer } from '@rollcall/shared/routes';
import { useState } from 'preact/hooks';

import { Button } from '../../components/button.tsx';
import { t } from '../../words.ts';
import { call } from '../call.ts';
import type { PageProps } from '../page.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { CopyField } from '../parts/copy-field.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import { SecretOnce } from '../parts/secret-once.tsx';
import { useAnswer } from '../use-answer.ts';

type Made = RouteAnswer<'newWebhook'>;

/** Address and secret by which the site's own code tells at once who has changed. */
export function WebhookCard({ connection: { id }, role }: Pick<PageProps, 'connection' | 'role'>) {
  const [asked, setAsked] = useState<'make' | 'remove' | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  const [removed, setRemoved] = useState(false);
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const state = useAnswer('webhook', { path: { id } });
  const unavailable = role === 'owner' ? null : t('wizard.ownerOnly');
  const none = state.value?.made === null ? t('webhook.none') : null;
  const make = async (): Promise<void> => {
    const outcome = await call('newWebhook', { path: { id } });
    setMade(outcome.ok ? outcome.value : null);
    setProblem(outcome.ok ? null : outcome.problem);
    setRemoved(false);
    setAsked(null);
    state.again();
  };
  const remove = async (): Promise<void> => {
    const outcome = await call('removeWebhook', { path: { id } });
    setMade(null);
    setProblem(outcome.ok ? null : outcome.problem);
    setRemoved(outcome.ok);
    setAsked(null);
    state.again();
  };
  return (
    <section class="card" aria-labelledby="webhook">
      <div class="in stack">
        <h2 id="webhook">{t('webhook.title')}</h2>
        <p class="small muted measure">{t('webhook.text')}</p>
        {made !== null && <CopyField label={t('webhook.address')} value={made.url ?? made.path} />}
        {made !== null && <SecretOnce label={t('webhook.secret')} value={made.secret} onDone={() => setMade(null)} />}
        {problem !== null && <ProblemBox problem={problem} />}
        <div class="row">
          <Button unavailable={unavailable} onPress={() => setAsked('make')}>
            {t('webhook.make')}
          </Button>
          <Button unavailable={unavailable ?? none} onPress={() => setAsked('remove')}>
            {t('webhook.remove')}
          </Button>
          <span class="small muted" role="status">
            {removed ? t('webhook.removed') : ''}
          </span>
        </div>
      </div>
      {asked !== null && (
        <ConfirmDialog
          title={t(`webhook.${asked}Title`)}
          summary={t(`webhook.${asked}Summary`)}
          word={t(`webhook.${asked}Word`)}
          danger={asked === 'remove'}
          onConfirm={asked === 'make' ? make : remove}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  );
}
