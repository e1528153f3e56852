import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { problemWords, t } from '../../../words.ts';
import { call } from '../../call.ts';
import { addressOf, type PageProps } from '../../page.ts';
import { Field } from '../../parts/field.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Radios } from '../../parts/radio.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { OktaSignIn } from '../../wizard/okta-sign-in.tsx';
import { SiteSignIn } from '../../wizard/site-sign-in.tsx';
import { SettingHead, SettingPage, whyLocked } from '../parts/setting-page.tsx';
import { useDraft } from '../parts/use-draft.ts';
import { RemoveConnection } from './remove-connection.tsx';

const views = ['general', 'site', 'okta'] as const;

/** The connection itself: what it is called, whether it writes, and the sign-in to both sides. */
export function SitesPage(page: PageProps) {
  const { connection, rest } = page;
  const view = views.find((each) => each === rest[0]) ?? 'general';
  const tabs = (
    <Tabs
      label={t('setting.sites.views')}
      current={view}
      tabs={views.map((key) => ({
        key,
        word: t(`setting.sites.view.${key}`),
        href: addressOf(connection.id, 'sites', key === 'general' ? [] : [key]),
      }))}
    />
  );
  if (view === 'general') return <General page={page}>{tabs}</General>;
  const SignIn = view === 'okta' ? OktaSignIn : SiteSignIn;
  return (
    <>
      <SettingHead title={t('setting.sites.title')} text={t('setting.sites.signInText')} />
      {tabs}
      <SignIn connection={connection} role={page.role} onChanged={page.onChanged} />
    </>
  );
}

const colours = ['live', 'test', 'practice'] as const;
const modes = ['report', 'live', 'paused'] as const;

function General({ page, children }: { page: PageProps; children: ComponentChildren }) {
  const draft = useDraft(page, ['name', 'colour', 'mode']);
  const { name, colour, mode } = draft.value;
  return (
    <SettingPage
      page={page}
      above={
        <>
          {children}
          <Resume {...page} />
        </>
      }
      title={t('setting.sites.title')}
      text={t('setting.sites.text')}
      draft={draft}
      unsound={name.trim() === '' ? t('setting.sites.nameNeeded') : null}
    >
      <section class="card" aria-labelledby="about">
        <header>
          <h2 id="about">{t('setting.sites.view.general')}</h2>
        </header>
        <div class="in stack wide-gap">
          <Field
            label={t('setting.sites.name')}
            hint={t('setting.sites.nameHint')}
            value={name}
            error={draft.errorOf('name')}
            onInput={(text) => draft.change({ name: text })}
          />
          <Radios
            legend={t('setting.sites.colour')}
            name="colour"
            value={colour}
            options={colours.map((value) => ({
              value,
              words: <Kind colour={value} />,
              note: t(`setting.sites.colours.${value}`),
            }))}
            onChange={(value) => draft.change({ colour: value })}
          />
          <Radios
            legend={t('setting.sites.mode')}
            name="mode"
            value={mode}
            options={modes.map((value) => ({
              value,
              words: t(`setting.sites.modes.${value}`),
              note: t(`setting.sites.modeNote.${value}`),
            }))}
            onChange={(value) => draft.change({ mode: value })}
          />
        </div>
      </section>
      <RemoveConnection {...page} />
    </SettingPage>
  );
}

function Kind({ colour }: { colour: (typeof colours)[number] }) {
  return (
    <>
      <span class={`swatch edge-${colour}`} />
      {t(`console.standing.${colour}`)}
    </>
  );
}

/** The way out of a pause that a refused sign-in caused: one test a click. */
function Resume({ connection, role, onChanged }: PageProps) {
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const [busy, setBusy] = useState(false);
  if (connection.pausedFor === null) return null;
  const { title } = problemWords({ code: connection.pausedFor, title: connection.pausedFor, detail: '', next: '' });
  const resume = async (): Promise<void> => {
    setBusy(true);
    const outcome = await call('resumeConnection', { path: { id: connection.id }, body: {} });
    setBusy(false);
    setProblem(outcome.ok ? outcome.value.problem : outcome.problem);
    onChanged();
  };
  const unavailable = role === 'viewer' ? whyLocked(role) : busy ? t('setting.sites.testing') : null;
  return (
    <>
      <Banner tone="bad" icon="pause" cause={t('setting.sites.paused', [title])} next={t('setting.sites.pausedNext')}>
        <Button small unavailable={unavailable} onPress={() => void resume()}>
          {t('setting.sites.resume')}
        </Button>
      </Banner>
      {problem !== null && <ProblemBox problem={problem} />}
    </>
  );
}
