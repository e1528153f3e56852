import type { ComponentChildren } from 'preact';

import { t } from '../../../words.ts';
import type { PageProps } from '../../page.ts';
import { SettingPage } from '../../settings/parts/setting-page.tsx';
import { type Draft, useDraft } from '../../settings/parts/use-draft.ts';
import { useAnswer } from '../../use-answer.ts';
import { MethodCard } from '../../wizard/method-card.tsx';
import { PullTester } from '../try/pull-tester.tsx';
import { blankPull } from '../pull-model.ts';
import { AdditionalCard } from './additional-card.tsx';
import { EachCard } from './each-card.tsx';
import type { Editing } from './editing.ts';
import { ExcludedCard } from './excluded-card.tsx';
import { isUnsound } from './flaws.ts';
import { GroupsCard } from './groups-card.tsx';
import { OnlyCard } from './only-card.tsx';
import { RemoveSettings } from './remove-settings.tsx';
import { RulesCard } from './rules-card.tsx';
import { ScopeCard } from './scope-card.tsx';
import { SitesCard } from './sites-card.tsx';
import { ValuesCard } from './values-card.tsx';

interface PullSettingsPageProps {
  page: PageProps;
  tabs: ComponentChildren;
  /** Address of the org that is pulled from. */
  oktaUrl: string;
}

/** Everything that a pull goes by; settings that are not there yet begin from blank ones. */
export function PullSettingsPage({ page, tabs, oktaUrl }: PullSettingsPageProps) {
  const { connection } = page;
  const draft = useDraft(page, ['pull', 'methods']);
  const { value: schema } = useAnswer('schema', { path: { id: connection.id } });
  const pull = draft.value.pull ?? blankPull(oktaUrl);
  const editing: Editing = {
    connection,
    pull,
    schema,
    change: (part) => draft.change({ pull: { ...pull, ...part } }),
    errorOf: (part) => draft.errorOf(`pull.${part}`),
  };
  return (
    <SettingPage
      page={page}
      above={tabs}
      title={t('pull.title')}
      text={t('pull.settingsText')}
      draft={draft}
      unsound={isUnsound(pull) ? t('pull.unsound') : null}
      beside={<PullTester page={page} settings={pull} />}
      below={connection.pull !== null && <RemoveSettings {...page} />}
    >
      <Method draft={draft} />
      <ScopeCard {...editing} />
      <GroupsCard {...editing} />
      <AdditionalCard {...editing} />
      <ValuesCard {...editing} />
      <RulesCard {...editing} />
      <OnlyCard {...editing} />
      <ExcludedCard {...editing} />
      <EachCard {...editing} />
      <SitesCard {...editing} />
    </SettingPage>
  );
}

function Method({ draft }: { draft: Draft<'pull' | 'methods'> }) {
  const { methods } = draft.value;
  return (
    <MethodCard
      name="pull"
      ticks={methods.pull}
      onTicks={(ticks) => draft.change({ methods: { ...methods, pull: ticks } })}
    >
      <p class="small">{t('pull.methodMore')}</p>
    </MethodCard>
  );
}
