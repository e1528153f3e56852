import { t } from '../../../words.ts';
import { Field } from '../../parts/field.tsx';
import { Select } from '../../parts/select.tsx';
import { Tick } from '../../parts/tick.tsx';
import type { AlertDraft } from './alert-model.ts';

export interface MailFieldsProps {
  draft: AlertDraft;
  change(part: Partial<AlertDraft>): void;
  errorOf(field: string): string | null;
  hasPassword: boolean;
}

const securities = ['starttls', 'tls', 'none'] as const;

/** The mail server that alerts go through. */
export function MailFields({ draft, change, errorOf, hasPassword }: MailFieldsProps) {
  const text = (key: 'host' | 'port' | 'user' | 'from' | 'to', type: 'text' | 'number' = 'text', hint?: string) => (
    <Field
      key={key}
      type={type}
      label={t(`setting.alerts.${key}`)}
      {...(hint === undefined ? {} : { hint })}
      value={draft[key]}
      error={errorOf(`mail.${key}`)}
      onInput={(value) => change({ [key]: value })}
    />
  );
  return (
    <section class="card" aria-labelledby="mail">
      <header>
        <h2 id="mail">{t('setting.alerts.mail')}</h2>
      </header>
      <div class="in stack">
        <Tick checked={draft.withMail} onChange={(withMail) => change({ withMail })}>
          {t('setting.alerts.withMail')}
        </Tick>
        {draft.withMail && (
          <div class="options">
            {text('host')}
            {text('port', 'number')}
            <Select
              label={t('setting.alerts.security')}
              value={draft.security}
              options={securities.map((value) => ({ value, word: t(`setting.alerts.securities.${value}`) }))}
              onChange={(security) => change({ security })}
            />
            {text('user', 'text', t('setting.alerts.userHint'))}
            <Field
              type="password"
              label={t('setting.alerts.password')}
              hint={t(hasPassword ? 'setting.alerts.passwordKept' : 'setting.alerts.passwordHint')}
              value={draft.password}
              error={errorOf('mailPassword')}
              onInput={(password) => change({ password })}
            />
            {text('from')}
            {text('to', 'text', t('setting.alerts.toHint'))}
          </div>
        )}
      </div>
    </section>
  );
}
