import type { SchemaAnswer } from '@rollcall/shared/api-setting';
import { useState } from 'preact/hooks';

import '../../../styles/scim.css';
import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { t } from '../../../words.ts';
import { addressOf, type PageProps } from '../../page.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { LinkButton } from '../../parts/link-button.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Table } from '../../parts/table.tsx';
import { useAnswer } from '../../use-answer.ts';
import { SettingPage, whyLocked } from '../parts/setting-page.tsx';
import { type Draft, useDraft } from '../parts/use-draft.ts';
import { columnsOf, type Line, type Lines } from './columns.tsx';
import { type GroupMap, isUnsound, newMap } from './group-model.ts';
import { Preview } from './preview.tsx';
import { PushedDialog, type Question } from './pushed-dialog.tsx';

/** Roles converge in the background, so how far they have come is asked for this often, in milliseconds. */
const lookEvery = 10_000;

/** Okta groups and roles of the site that hold the same people, and groups that Okta has pushed. */
export function GroupsPage(page: PageProps) {
  const draft = useDraft(page, ['groupMaps']);
  const { value: schema } = useAnswer('schema', { path: { id: page.connection.id } });
  return (
    <SettingPage
      page={page}
      title={t('setting.groups.title')}
      text={t('setting.groups.text')}
      draft={draft}
      trial
      unsound={isUnsound(draft.value.groupMaps) ? t('setting.groups.unsound') : null}
      below={<Groups page={page} draft={draft} schema={schema} />}
    >
      <p class="small muted measure">{t('setting.groups.note')}</p>
      {schema !== null && schema.groups === null && (
        <Banner tone="warn" icon="risk" cause={t('setting.groups.noGroups')} next={t('setting.groups.noGroupsNext')} />
      )}
    </SettingPage>
  );
}

interface GroupsProps {
  page: PageProps;
  draft: Draft<'groupMaps'>;
  schema: SchemaAnswer | null;
}

/** Both kinds of groups in one list, and below it what a choice for a pushed one would do. */
function Groups({ page: { connection, role }, draft, schema }: GroupsProps) {
  const pushed = useAnswer('pushed', { path: { id: connection.id } }, { every: lookEvery });
  const [question, setQuestion] = useState<Question | null>(null);
  const locked = whyLocked(role);
  const roles = pushed.value?.roles ?? [];
  const maps = draft.value.groupMaps;
  const rows: Line[] = [
    ...(pushed.value?.groups ?? []).map((group) => ({ is: 'pushed' as const, group })),
    ...maps.map((map, index) => ({ is: 'pair' as const, map, index })),
  ];
  const isUnread = pushed.value === null && pushed.problem === null;
  const change = (groupMaps: GroupMap[]): void => draft.change({ groupMaps });
  const close = (): void => setQuestion(null);
  const done = (): void => {
    close();
    pushed.again();
  };
  const asked = { connection, locked, onClose: close, onDone: done };
  return (
    <>
      {pushed.problem !== null && (
        <ProblemBox problem={pushed.problem} alert={false}>
          <Button small onPress={pushed.again}>
            {t('banner.tryAgain')}
          </Button>
        </ProblemBox>
      )}
      <section class="card" aria-labelledby="maps">
        <header>
          <h2 id="maps">{t('setting.groups.pairs')}</h2>
          <AddPair {...{ maps, schema, locked, change }} />
        </header>
        <Table
          label={t('setting.groups.pairs')}
          rows={isUnread && rows.length === 0 ? null : rows}
          keyOf={(line) => (line.is === 'pair' ? `pair-${line.index}` : line.group.id)}
          columns={columnsOf({ connection: connection.id, maps, schema, locked, change, roles, onAsk: setQuestion })}
          empty={
            <EmptyState icon="tiles" title={t('setting.groups.empty')} text={t('setting.groups.emptyText')}>
              <LinkButton href={addressOf(connection.id, 'scim', ['guide'])}>{t('pushed.guide')}</LinkButton>
            </EmptyState>
          }
        />
      </section>
      {question?.is === 'preview' && (
        <Preview key={`${question.group.id} ${question.role}`} {...asked} question={question} />
      )}
      {question !== null && question.is !== 'preview' && (
        <PushedDialog {...asked} {...{ question, roles }} onAsk={setQuestion} />
      )}
    </>
  );
}

type AddPairProps = Pick<Lines, 'maps' | 'schema' | 'locked' | 'change'>;

function AddPair({ maps, schema, locked, change }: AddPairProps) {
  const next = schema === null ? null : newMap(maps, schema);
  const addable = schema === null ? t('setting.mapping.reading') : next === null ? t('setting.groups.noneLeft') : null;
  return (
    <span class="push">
      <Button small unavailable={locked ?? addable} onPress={() => next !== null && change([...maps, next])}>
        {t('setting.groups.add')}
      </Button>
    </span>
  );
}
