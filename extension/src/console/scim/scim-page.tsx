import '../../styles/scim.css';
import type { ScimAnswer } from '@rollcall/shared/api-scim';
import type { ComponentChildren } from 'preact';

import { Badge } from '../../components/badge.tsx';
import { age, t } from '../../words.ts';
import { addressOf, type PageProps } from '../page.ts';
import { Tabs } from '../parts/tabs.tsx';
import { useAnswer } from '../use-answer.ts';
import { Guide } from './guide/guide.tsx';
import { ScimSettings } from './settings/scim-settings.tsx';
import { Tokens } from './tokens/tokens.tsx';
import { useTokens } from './tokens/use-tokens.ts';
import { Traffic } from './traffic/traffic.tsx';

const views = ['tokens', 'traffic', 'guide', 'settings'] as const;
type View = (typeof views)[number];

/** Okta's SCIM client calls at all hours, so what it did is asked for this often, in milliseconds. */
const lookEvery = 5_000;

/** What lets Okta bring people to the site by SCIM: tokens, what was asked, the way through Okta’s screens, settings. */
export function ScimPage(page: PageProps) {
  const { connection, rest } = page;
  const view = views.find((each) => each === rest[0]) ?? 'tokens';
  const state = useAnswer('scimState', { path: { id: connection.id } }, { every: lookEvery });
  // It outlives the views: a text that is shown once can be taken along to the guide.
  const work = useTokens(connection.id, state.again);
  const tabs = <Views connection={connection.id} view={view} />;
  if (view === 'settings') return <ScimSettings page={page} tabs={tabs} />;
  return (
    <>
      <Head state={state.value}>{tabs}</Head>
      {view === 'tokens' && <Tokens page={page} state={state} work={work} />}
      {view === 'traffic' && <Traffic {...page} />}
      {view === 'guide' && <Guide page={page} state={state} made={work.made} />}
    </>
  );
}

function Views({ connection, view }: { connection: string; view: View }) {
  return (
    <Tabs
      label={t('scim.title')}
      current={view}
      tabs={views.map((key) => ({
        key,
        word: t(`scim.view.${key}`),
        href: addressOf(connection, 'scim', key === 'tokens' ? [] : [key]),
      }))}
    />
  );
}

function Head({ state, children }: { state: ScimAnswer | null; children: ComponentChildren }) {
  return (
    <>
      <div class="head">
        <h1 tabIndex={-1}>{t('scim.title')}</h1>
        <span class="row push" role="status">
          {state !== null && <Standing state={state} />}
        </span>
        <p>{t('scim.text')}</p>
      </div>
      {children}
    </>
  );
}

function Standing({ state: { on, tokens, lastUsed } }: { state: ScimAnswer }) {
  if (!on)
    return (
      <Badge tone="idle" icon="off">
        {t('scim.standing.off')}
      </Badge>
    );
  if (lastUsed === null)
    return (
      <Badge tone="info" icon="clock" edge="plain">
        {t('scim.standing.waiting')}
      </Badge>
    );
  const isOkta = tokens.some(({ seenOkta }) => seenOkta);
  return (
    <Badge tone={isOkta ? 'ok' : 'info'} icon={isOkta ? 'agree' : 'info'}>
      {t(isOkta ? 'scim.standing.okta' : 'scim.standing.other', [age(lastUsed)])}
    </Badge>
  );
}
