import '../../styles/pull.css';
import { Banner } from '../../components/banner.tsx';
import { t } from '../../words.ts';
import { addressOf, type PageProps } from '../page.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { LinkButton } from '../parts/link-button.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { SettingHead } from '../settings/parts/setting-page.tsx';
import { PullSettingsPage } from './settings/pull-settings.tsx';
import { ImportView } from './import/import-view.tsx';
import { PullRun } from './run/pull-run.tsx';

const views = ['run', 'settings', 'import'] as const;
type View = (typeof views)[number];

/** Pulls of users and roles from Okta: what the last one did and the next would, how it is set, and files of User Sync Tool. */
export function PullPage(page: PageProps) {
  const { connection, rest } = page;
  const view = views.find((each) => each === rest[0]) ?? 'run';
  const tabs = <Views connection={connection.id} view={view} />;
  const oktaUrl = connection.okta?.url ?? null;
  if (view === 'settings' && oktaUrl !== null) return <PullSettingsPage page={page} tabs={tabs} oktaUrl={oktaUrl} />;
  return (
    <>
      <SettingHead title={t('pull.title')} text={t('pull.text')} />
      {tabs}
      {oktaUrl === null && <NoOkta connection={connection.id} />}
      {view === 'import' && oktaUrl !== null && <ImportView page={page} />}
      {view === 'run' && oktaUrl !== null && connection.pull === null && <Nothing page={page} />}
      {view === 'run' && oktaUrl !== null && connection.pull !== null && <PullRun page={page} pull={connection.pull} />}
    </>
  );
}

function Views({ connection, view }: { connection: string; view: View }) {
  return (
    <Tabs
      label={t('pull.title')}
      current={view}
      tabs={views.map((key) => ({
        key,
        word: t(`pull.view.${key}`),
        href: addressOf(connection, 'pull', key === 'run' ? [] : [key]),
      }))}
    />
  );
}

function NoOkta({ connection }: { connection: string }) {
  return (
    <Banner tone="warn" icon="plug" cause={t('pull.none.noOkta')} next={t('pull.none.noOktaNext')}>
      <LinkButton small href={addressOf(connection, 'sites')}>
        {t('pull.none.connection')}
      </LinkButton>
    </Banner>
  );
}

/** The two ways in, for a connection that has never pulled. */
function Nothing({ page: { connection } }: { page: PageProps }) {
  return (
    <section class="card" aria-label={t('pull.title')}>
      <EmptyState icon="down" title={t('pull.none.title')} text={t('pull.none.text')}>
        <div class="row">
          <LinkButton primary href={addressOf(connection.id, 'pull', ['import'])}>
            {t('pull.none.import')}
          </LinkButton>
          <LinkButton href={addressOf(connection.id, 'pull', ['settings'])}>{t('pull.none.byHand')}</LinkButton>
        </div>
      </EmptyState>
    </section>
  );
}
