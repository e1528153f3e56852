import type { ConnectionAnswer } from '@rollcall/shared/api';

import { t } from '../../../words.ts';
import type { PageProps } from '../../page.ts';
import { WebhookCard } from '../../webhook/webhook-card.tsx';
import { MethodCard } from '../../wizard/method-card.tsx';
import type { Ticks } from '../../wizard/operations.ts';
import { SettingPage } from '../parts/setting-page.tsx';
import { useDraft } from '../parts/use-draft.ts';
import { Behaviour, type MethodsDraft, methodSettings } from './behaviour.tsx';
import { Schedules } from './schedules.tsx';

/** When users are synced, what each way may do, and what becomes of whom. */
export function MethodsPage(page: PageProps) {
  const draft = useDraft(page, methodSettings);
  return (
    <SettingPage
      page={page}
      title={t('setting.methods.title')}
      text={t('setting.methods.text')}
      draft={draft}
      trial
      below={
        <>
          <Schedules {...page} />
          <WebhookCard {...page} />
        </>
      }
    >
      <p class="small muted measure">{t('setting.methods.needRead')}</p>
      <Cards draft={draft} connection={page.connection} />
      <Behaviour draft={draft} />
    </SettingPage>
  );
}

function Cards({ draft, connection }: { draft: MethodsDraft; connection: ConnectionAnswer }) {
  const { methods } = draft.value;
  const set = (name: 'manual' | 'automatic' | 'scheduled') => (ticks: Ticks) =>
    draft.change({ methods: { ...methods, [name]: ticks } });
  const acts = connection.mode === 'live' ? 'setting.methods.acts' : 'setting.methods.actsNot';
  return (
    <>
      <MethodCard name="manual" ticks={methods.manual} onTicks={set('manual')} alwaysOn>
        <p class="small">{t('setting.methods.manualMore')}</p>
      </MethodCard>
      <MethodCard name="automatic" ticks={methods.automatic} onTicks={set('automatic')}>
        <p class="small">{t('setting.methods.automaticMore')}</p>
        <p class="small">{t(acts)}</p>
      </MethodCard>
      <MethodCard name="scheduled" ticks={methods.scheduled} onTicks={set('scheduled')}>
        <p class="small">{t('setting.methods.scheduledMore')}</p>
      </MethodCard>
    </>
  );
}
