import { useState } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { t } from '../../../words.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Field } from '../../parts/field.tsx';
import { Table } from '../../parts/table.tsx';
import { Tick } from '../../parts/tick.tsx';
import { removed, replaced } from '../../settings/mapping/mapping-model.ts';
import { useFocusInside } from '../parts/use-focus-inside.ts';
import { type PullSettings, roleText } from '../pull-model.ts';
import { Card } from './card.tsx';
import type { Editing } from './editing.ts';
import { groupFlaw } from './flaws.ts';
import { RoleLines, RoleNote } from './role-lines.tsx';

interface Line {
  line: PullSettings['groups'][number];
  index: number;
}

/** Which Okta group gives which roles. */
export function GroupsCard(editing: Editing) {
  const { pull, change, errorOf } = editing;
  const [chosen, setChosen] = useState<number | null>(null);
  const line = chosen === null ? undefined : pull.groups[chosen];
  const add = (): void => {
    change({ groups: [...pull.groups, { group: '', roles: [] }] });
    setChosen(pull.groups.length);
  };
  const error = errorOf('groups');
  return (
    <Card
      title={t('pull.groups.title')}
      text={t('pull.groups.text')}
      action={
        <Button small onPress={add}>
          {t('pull.groups.add')}
        </Button>
      }
    >
      <GroupTable {...editing} chosen={chosen} onChoose={setChosen} />
      {line !== undefined && chosen !== null && (
        <GroupEditor key={chosen} {...editing} line={line} index={chosen} onClose={() => setChosen(null)} />
      )}
      <div class="in stack">
        {error !== null && <p class="err">{error}</p>}
        <Tick checked={pull.createRoles} onChange={(createRoles) => change({ createRoles })}>
          {t('pull.groups.create')}
          <span class="muted"> · {t('pull.groups.createNote')}</span>
        </Tick>
      </div>
    </Card>
  );
}

type GroupTableProps = Editing & { chosen: number | null; onChoose(index: number | null): void };

function GroupTable({ pull, schema, change, chosen, onChoose }: GroupTableProps) {
  return (
    <Table<Line>
      label={t('pull.groups.title')}
      rows={pull.groups.map((line, index) => ({ line, index }))}
      keyOf={({ index }) => `${index}`}
      empty={<EmptyState icon="tiles" title={t('pull.groups.empty')} text={t('pull.groups.emptyText')} />}
      columns={[
        {
          key: 'group',
          title: t('pull.groups.group'),
          head: true,
          cell: ({ line, index }) => <GroupCell name={line.group} flaw={groupFlaw(pull, index, schema)} />,
        },
        {
          key: 'roles',
          title: t('pull.groups.roles'),
          cell: ({ line }) => (
            <span class="rule">
              {line.roles.length === 0 && <span class="muted">{t('pull.groups.noRoles')}</span>}
              {line.roles.map((role, at) => (
                <span key={at} class="rule">
                  <bdi>{roleText(role)}</bdi>
                  <RoleNote role={role} pull={pull} schema={schema} />
                </span>
              ))}
            </span>
          ),
        },
        {
          key: 'do',
          title: <span class="vh">{t('setting.actions')}</span>,
          end: true,
          cell: ({ line, index }) => (
            <span class="row tight">
              <Button
                small
                label={t('setting.mapping.editNamed', [line.group])}
                onPress={() => onChoose(chosen === index ? null : index)}
              >
                {t('setting.mapping.edit')}
              </Button>
              <Button
                small
                look="quiet"
                label={t('setting.mapping.remove', [line.group])}
                onPress={() => {
                  change({ groups: removed(pull.groups, index) });
                  onChoose(null);
                }}
              >
                <Icon name="close" />
              </Button>
            </span>
          ),
        },
      ]}
    />
  );
}

function GroupCell({ name, flaw }: { name: string; flaw: ReturnType<typeof groupFlaw> }) {
  return (
    <span class="rule">
      {name === '' ? <span class="muted">{t('pull.groups.unnamed')}</span> : <bdi>{name}</bdi>}
      {flaw !== null && (
        <small class="t-warn">
          <Icon name="risk" /> {t(`pull.flaw.${flaw}`)}
        </small>
      )}
    </span>
  );
}

type GroupEditorProps = Editing & Line & { onClose(): void };

function GroupEditor({ pull, schema, change, line, index, onClose }: GroupEditorProps) {
  const put = (part: Partial<Line['line']>): void => change({ groups: replaced(pull.groups, index, part) });
  const flaw = groupFlaw(pull, index, schema);
  const part = useFocusInside();
  return (
    <div ref={part} class="in stack edit" role="group" aria-label={t('pull.groups.edit')}>
      <Field
        label={t('pull.groups.group')}
        hint={t('pull.groups.groupHint')}
        value={line.group}
        offers={(schema?.groups ?? []).map(({ name }) => name)}
        error={flaw === 'groupTwice' ? t('pull.flaw.groupTwice') : null}
        onInput={(group) => put({ group })}
      />
      <RoleLines
        pull={pull}
        schema={schema}
        legend={t('pull.groups.roles')}
        roles={line.roles}
        onChange={(roles) => put({ roles })}
      />
      <div>
        <Button small onPress={onClose}>
          {t('setting.mapping.close')}
        </Button>
      </div>
    </div>
  );
}
