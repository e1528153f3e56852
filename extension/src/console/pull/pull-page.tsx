import { t } from '../../words.ts';
import { addressOf, type PageProps } from '../page.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { LinkButton } from '../parts/link-button.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { SettingHead } from '../settings/parts/setting-page.tsx';
import { PullRun } from './run/pull-run.tsx';

const views = ['run', 'settings', 'import'] as const;
type View = (typeof views)[number];

/** Pulls of users and roles from Okta: what the last one did and the next would, how it is set, and files of User Sync Tool. */
export function PullPage(page: PageProps) {
  const { connection, rest } = page;
  const view = views.find((each) => each === rest[0]) ?? 'run';
  const tabs = <Views connection={connection.id} view={view} />;
  return (
    <>
      <SettingHead title={t('pull.title')} text={t('pull.text')} />
      {tabs}
      {view === 'run' &&
        (connection.pull === null ? <Nothing page={page} /> : <PullRun page={page} pull={connection.pull} />)}
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
