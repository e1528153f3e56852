import { CopyButton } from '../../components/copy-button.tsx';
import { t } from '../../words.ts';
import { Disclosure } from '../parts/disclosure.tsx';

/** A message that somebody who administers Okta can act on, for people who don't. */
export function AdminRequest({ way, url }: { way: 'token' | 'serviceApp'; url: string }) {
  const org = url.trim() === '' ? t('wizard.request.org') : url.trim();
  const text = [
    t('wizard.request.head', [org]),
    t(`wizard.request.${way}`),
    t('wizard.request.role'),
    t('wizard.request.tail'),
  ].join('\n\n');
  return (
    <Disclosure summary={t('wizard.request.title')}>
      <div class="stack">
        <p class="hint measure">{t('wizard.request.text')}</p>
        <pre>{text}</pre>
        <div class="row">
          <CopyButton small={false} text={() => text} word={t('wizard.request.copy')} done={t('parts.copied')} />
        </div>
        <p class="hint measure">
          {t('wizard.practice')} <code>npm start</code>
        </p>
      </div>
    </Disclosure>
  );
}
