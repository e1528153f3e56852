import type { PlanItemAnswer } from '@rollcall/shared/api-run';

import { Icon, type IconName } from '../components/icon.tsx';
import { number, t } from '../words.ts';
import { effectsOf } from './model.ts';

/** Mails, sign-outs and what can be taken back, counted over what is ticked now. */
export function Effects({ items, ticks }: { items: readonly PlanItemAnswer[]; ticks: ReadonlySet<string> }) {
  const effects = effectsOf(items, ticks);
  const lines: { icon: IconName; tone: string; text: string }[] = [];
  const counted = (key: 'mailOkta' | 'mailCms' | 'sessions' | 'apps' | 'undoNone', icon: IconName, tone: string) => {
    if (effects[key] > 0) lines.push({ icon, tone, text: t(`plan.${key}`, effects[key], [number(effects[key])]) });
  };
  counted('mailOkta', 'mail', 'info');
  counted('mailCms', 'mail', 'info');
  if (lines.length === 0) lines.push({ icon: 'mail', tone: 'idle', text: t('plan.noMail') });
  counted('sessions', 'off', 'warn');
  counted('apps', 'risk', 'bad');
  counted('undoNone', 'risk', 'bad');
  if (effects.undoNone === 0)
    lines.push({ icon: 'undo', tone: 'ok', text: t(effects.undo === 'full' ? 'plan.undoFull' : 'plan.undoPartial') });
  return (
    <section class="card" aria-label={t('plan.effects')}>
      <div class="in">
        <h3>{t('plan.effects')}</h3>
        <ul class="effects small">
          {lines.map((line) => (
            <li key={line.text}>
              <Icon name={line.icon} tone={line.tone} />
              <span>{line.text}</span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
