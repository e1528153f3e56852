import type { BundleAnswer } from '@rollcall/shared/api-setting';
import { bundleText } from '@rollcall/shared/api-setting';
import { useState } from 'preact/hooks';

import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { CopyButton } from '../../../components/copy-button.tsx';
import { number, t } from '../../../words.ts';
import { addressOf, type PageProps } from '../../page.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { useAnswer } from '../../use-answer.ts';
import { SettingHead, whyLocked } from '../parts/setting-page.tsx';

/** Every line that would leave this computer, before it does. */
export function SupportPage(page: PageProps) {
  const locked = whyLocked(page.role);
  return (
    <>
      <p class="small">
        <a href={addressOf(page.connection.id, 'health')}>{t('setting.health.title')}</a>
      </p>
      <SettingHead title={t('setting.support.title')} text={t('setting.support.text')} />
      {locked === null ? (
        <Bundle {...page} />
      ) : (
        <Banner tone="idle" icon="lock" cause={locked} next={t('setting.support.ownerOnlyNext')} />
      )}
    </>
  );
}

function Bundle({ connection, rest }: PageProps) {
  const { value, problem, again } = useAnswer('supportBundle', { query: { connection: connection.id } });
  const files = value?.files ?? [];
  const shown = files.find(({ name }) => name === rest[0]) ?? files[0];
  return (
    <>
      {problem !== null && <ProblemBox problem={problem} />}
      <div class="cols31">
        <section class="card" aria-labelledby="preview">
          <header>
            <h2 id="preview">{t('setting.support.preview')}</h2>
            {value !== null && <span class="small muted">{sizeOf(value)}</span>}
          </header>
          <div class="in stack">
            <Tabs
              label={t('setting.support.files')}
              current={shown?.name ?? ''}
              tabs={files.map(({ name }) => ({
                key: name,
                word: name,
                href: addressOf(connection.id, 'support', [name]),
              }))}
            />
            {shown === undefined ? (
              <p class="muted">{t('setting.support.making')}</p>
            ) : (
              <pre class="bundle" tabIndex={0} aria-label={shown.name}>
                {shown.text === '' ? t('setting.support.nothing') : shown.text}
              </pre>
            )}
          </div>
          <footer class="small muted">
            <span>{t('setting.support.replaced')}</span>
          </footer>
        </section>
        <div class="stack">
          <Leave files={files} onAgain={again} />
          <section class="card" aria-labelledby="never">
            <div class="in stack small">
              <h2 id="never">{t('setting.support.never')}</h2>
              <p class="muted">{t('setting.support.neverText')}</p>
            </div>
          </section>
        </div>
      </div>
    </>
  );
}

function sizeOf({ files, bytes }: BundleAnswer): string {
  const lines = bundleText(files).trimEnd().split('\n').length;
  return t('setting.support.size', [number(files.length), number(lines), number(Math.ceil(bytes / 1024))]);
}

function Leave({ files, onAgain }: { files: BundleAnswer['files']; onAgain(): void }) {
  const [saved, setSaved] = useState(false);
  const unavailable = files.length === 0 ? t('setting.support.making') : null;
  const save = (): void => {
    const url = URL.createObjectURL(new Blob([bundleText(files)], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = 'rollcall-support.txt';
    link.click();
    URL.revokeObjectURL(url);
    setSaved(true);
  };
  return (
    <section class="card" aria-labelledby="leave">
      <div class="in stack">
        <h2 id="leave">{t('setting.support.take')}</h2>
        <Button look="primary" unavailable={unavailable} onPress={save}>
          {t('setting.support.save')}
        </Button>
        {unavailable === null && (
          <CopyButton
            small={false}
            text={() => bundleText(files)}
            word={t('setting.support.copy')}
            done={t('setting.support.copied')}
          />
        )}
        <Button onPress={onAgain}>{t('setting.support.again')}</Button>
        <p class="small muted" role="status">
          {saved ? t('setting.support.savedNote') : ''}
        </p>
      </div>
    </section>
  );
}
