import { useEffect, useState } from 'preact/hooks';

import { Button } from '../../components/button.tsx';
import type { SiteView } from '../../messages.ts';
import { send } from '../../send.ts';
import { t } from '../../words.ts';
import { allowSite } from './allow-site.ts';

/** Sites on which the content script may run. */
export function Sites() {
  const [sites, setSites] = useState<SiteView[]>([]);
  const load = () => void send('sites', {}).then((reply) => reply.ok && setSites(reply.value));
  useEffect(load, []);
  const remove = async (origin: string): Promise<void> => {
    const reply = await send('removeSite', { origin });
    if (reply.ok) setSites(reply.value);
  };
  const allow = async (origin: string): Promise<boolean> => {
    const allowed = await allowSite(origin);
    load();
    return allowed;
  };
  return (
    <section aria-labelledby="sites">
      <h2 id="sites">{t('options.sites')}</h2>
      <p class="hint">{t('options.sitesHint')}</p>
      {sites.length === 0 ? (
        <p>{t('options.none')}</p>
      ) : (
        <ul class="lines">
          {sites.map(({ origin, permitted }) => (
            <li key={origin}>
              <span class="grow">
                <a href={`${origin}/admin/people`} target="_blank" rel="noreferrer">
                  {origin}
                </a>
                {!permitted && <span class="err"> {t('options.notPermitted')}</span>}
              </span>
              {!permitted && (
                <Button
                  small
                  look="primary"
                  label={t('options.allowSite', [origin])}
                  onPress={() => void allow(origin)}
                >
                  {t('options.allow')}
                </Button>
              )}
              <Button small label={t('options.removeSite', [origin])} onPress={() => void remove(origin)}>
                {t('options.remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <AddSite onAllow={allow} />
    </section>
  );
}

function AddSite({ onAllow }: { onAllow: (origin: string) => Promise<boolean> }) {
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const add = async (): Promise<void> => {
    const origin = toOrigin(typed);
    if (origin === null) return setWrong(t('options.addressWrong'));
    const allowed = await onAllow(origin);
    setWrong(allowed ? null : t('options.refused'));
    if (allowed) setTyped('');
  };
  return (
    <form
      class="field"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <label for="site">{t('options.address')}</label>
      <span class="hint" id="site-hint">
        {t('options.addressHint')}
      </span>
      <span class="row">
        <span class="grow">
          <input
            id="site"
            inputMode="url"
            value={typed}
            aria-describedby="site-hint"
            aria-invalid={wrong === null ? undefined : 'true'}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </span>
        <Button onPress={() => void add()}>{t('options.enable')}</Button>
      </span>
      {wrong !== null && (
        <span class="err" role="alert">
          {wrong}
        </span>
      )}
    </form>
  );
}

/** Origin of a typed address; only http and https have one that a permission can name. */
function toOrigin(typed: string): string | null {
  const url = URL.parse(typed.trim());
  return url !== null && /^https?:$/.test(url.protocol) ? url.origin : null;
}
