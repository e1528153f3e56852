import type { SchemaAnswer } from '@rollcall/shared/api-setting';

import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { t } from '../../../words.ts';
import type { PageProps } from '../../page.ts';
import type { Column } from '../../parts/column.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Select } from '../../parts/select.tsx';
import { Table } from '../../parts/table.tsx';
import { Tick } from '../../parts/tick.tsx';
import { useAnswer } from '../../use-answer.ts';
import { SettingPage } from '../parts/setting-page.tsx';
import { useDraft } from '../parts/use-draft.ts';
import { flawsOf, type GroupMap, isUnsound, newMap } from './group-model.ts';

/** Okta groups and roles of the site that hold the same people. */
export function GroupsPage(page: PageProps) {
  const { connection } = page;
  const draft = useDraft(page, ['groupMaps']);
  const { value: schema } = useAnswer('schema', { path: { id: connection.id } });
  const maps = draft.value.groupMaps;
  const next = schema === null ? null : newMap(maps, schema);
  const change = (groupMaps: GroupMap[]): void => draft.change({ groupMaps });
  const addable = schema === null ? t('setting.mapping.reading') : next === null ? t('setting.groups.noneLeft') : null;
  return (
    <SettingPage
      page={page}
      title={t('setting.groups.title')}
      text={t('setting.groups.text')}
      draft={draft}
      trial
      unsound={isUnsound(maps) ? t('setting.groups.unsound') : null}
    >
      {schema !== null && schema.groups === null && (
        <Banner tone="warn" icon="risk" cause={t('setting.groups.noGroups')} next={t('setting.groups.noGroupsNext')} />
      )}
      <section class="card" aria-labelledby="maps">
        <header>
          <h2 id="maps">{t('setting.groups.pairs')}</h2>
          <span class="push">
            <Button small unavailable={addable} onPress={() => next !== null && change([...maps, next])}>
              {t('setting.groups.add')}
            </Button>
          </span>
        </header>
        <Table
          label={t('setting.groups.pairs')}
          rows={maps.map((map, index) => ({ map, index }))}
          keyOf={({ index }) => String(index)}
          columns={columnsOf({ maps, schema, change })}
          empty={<EmptyState icon="tiles" title={t('setting.groups.empty')} text={t('setting.groups.emptyText')} />}
        />
      </section>
      <p class="small muted measure">{t('setting.groups.note')}</p>
    </SettingPage>
  );
}

interface Line {
  map: GroupMap;
  index: number;
}

interface Lines {
  maps: readonly GroupMap[];
  schema: SchemaAnswer | null;
  change(maps: GroupMap[]): void;
}

function columnsOf(lines: Lines): Column<Line>[] {
  return [
    { key: 'group', title: t('setting.groups.group'), head: true, cell: (line) => <Group {...lines} {...line} /> },
    { key: 'role', title: t('setting.groups.role'), cell: (line) => <Role {...lines} {...line} /> },
    { key: 'owner', title: t('setting.groups.owner'), cell: (line) => <Owner {...lines} {...line} /> },
    {
      key: 'do',
      title: <span class="vh">{t('setting.actions')}</span>,
      end: true,
      cell: ({ map, index }) => (
        <Button
          small
          label={t('setting.groups.removeNamed', [nameOf(map.group, lines.schema?.groups)])}
          onPress={() => lines.change(lines.maps.filter((_map, at) => at !== index))}
        >
          {t('setting.groups.remove')}
        </Button>
      ),
    },
  ];
}

type Named = readonly { id: string; name: string }[] | null | undefined;

function nameOf(id: string, known: Named): string {
  return known?.find((each) => each.id === id)?.name ?? id;
}

/** What can be chosen; the present choice stays, also when its side does not know it any more. */
function optionsOf(present: string, known: Named): { value: string; word: string }[] {
  const listed = (known ?? []).map(({ id, name }) => ({ value: id, word: name }));
  return listed.some(({ value }) => value === present) ? listed : [{ value: present, word: present }, ...listed];
}

function put({ maps, change, index }: Lines & Line, part: Partial<GroupMap>): void {
  change(maps.map((map, at) => (at === index ? { ...map, ...part } : map)));
}

function Group(line: Lines & Line) {
  const { maps, schema, map, index } = line;
  const flaws = flawsOf(maps, index, schema);
  return (
    <span class="rule">
      <Select
        quiet
        label={t('setting.groups.groupAt', [String(index + 1)])}
        value={map.group}
        options={optionsOf(map.group, schema?.groups)}
        onChange={(group) => put(line, { group })}
      />
      {flaws.map((flaw) => (
        <small key={flaw} class="t-warn">
          <Icon name="risk" /> {t(`setting.groups.flaw.${flaw}`)}
        </small>
      ))}
      {(flaws.includes('privileged') || map.namedPrivileged) && (
        <Tick checked={map.namedPrivileged} onChange={(namedPrivileged) => put(line, { namedPrivileged })}>
          {t('setting.groups.named')}
        </Tick>
      )}
    </span>
  );
}

function Role(line: Lines & Line) {
  const { schema, map, index } = line;
  return (
    <Select
      quiet
      label={t('setting.groups.roleAt', [String(index + 1)])}
      value={map.role}
      options={optionsOf(map.role, schema?.roles)}
      onChange={(role) => put(line, { role })}
    />
  );
}

function Owner(line: Lines & Line) {
  const { map, index } = line;
  return (
    <Select
      quiet
      label={t('setting.groups.ownerAt', [String(index + 1)])}
      value={map.owner}
      options={(['cms', 'okta'] as const).map((value) => ({ value, word: t(`setting.groups.owners.${value}`) }))}
      onChange={(owner) => put(line, { owner })}
    />
  );
}
