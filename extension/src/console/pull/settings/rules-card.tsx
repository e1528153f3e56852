import { useState } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { list, t } from '../../../words.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Table } from '../../parts/table.tsx';
import { moved, removed, replaced } from '../../settings/mapping/mapping-model.ts';
import { Moves } from '../../settings/parts/moves.tsx';
import { NameList } from '../../settings/scope/name-list.tsx';
import type { PullRule } from '../pull-model.ts';
import { Card } from './card.tsx';
import type { Editing } from './editing.ts';
import { RoleLines } from './role-lines.tsx';
import { RuleEditor } from './rule-editor.tsx';

/** Rules in their order, in place of hook code, and what they may read and give beside the rest. */
export function RulesCard(editing: Editing) {
  const { pull, schema, change, errorOf } = editing;
  const { rules } = pull;
  const [chosen, setChosen] = useState<number | null>(null);
  const rule = chosen === null ? undefined : rules[chosen];
  const add = (): void => {
    change({ rules: [...rules, { when: null, set: {}, addRoles: [], removeRoles: [] }] });
    setChosen(rules.length);
  };
  return (
    <Card
      title={t('pull.rules.title')}
      text={t('pull.rules.text')}
      action={
        <Button small onPress={add}>
          {t('pull.rules.add')}
        </Button>
      }
    >
      <RuleTable rules={rules} chosen={chosen} onChange={(next) => change({ rules: next })} onChoose={setChosen} />
      {rule !== undefined && chosen !== null && (
        <RuleEditor
          key={chosen}
          {...editing}
          rule={rule}
          index={chosen}
          onChange={(part) => change({ rules: replaced(rules, chosen, part) })}
          onClose={() => setChosen(null)}
        />
      )}
      {rules.length > 0 && (
        <div class="in stack wide-gap">
          <RoleLines
            pull={pull}
            schema={schema}
            legend={t('pull.rules.roles')}
            roles={pull.extendedRoles}
            onChange={(extendedRoles) => change({ extendedRoles })}
          />
          <NameList
            label={t('pull.rules.attributes')}
            hint={t('pull.rules.attributesHint')}
            names={pull.extendedAttributes}
            error={errorOf('extendedAttributes')}
            onChange={(extendedAttributes) => change({ extendedAttributes })}
          />
        </div>
      )}
    </Card>
  );
}

interface RuleTableProps {
  rules: readonly PullRule[];
  chosen: number | null;
  onChange(rules: PullRule[]): void;
  onChoose(index: number | null): void;
}

function RuleTable({ rules, chosen, onChange, onChoose }: RuleTableProps) {
  const nameOf = (index: number) => t('pull.rules.rule', [String(index + 1)]);
  return (
    <Table<{ rule: PullRule; index: number }>
      label={t('pull.rules.title')}
      rows={rules.map((rule, index) => ({ rule, index }))}
      keyOf={({ index }) => `${index}`}
      empty={<EmptyState icon="list" title={t('pull.rules.empty')} text={t('pull.rules.emptyText')} />}
      columns={[
        { key: 'rule', title: t('pull.rules.column'), head: true, cell: ({ index }) => nameOf(index) },
        {
          key: 'when',
          title: t('pull.rules.when'),
          cell: ({ rule }) => (rule.when === null ? t('pull.rules.always') : <code>{rule.when}</code>),
        },
        { key: 'does', title: t('pull.rules.does'), cell: ({ rule }) => <Effects rule={rule} /> },
        {
          key: 'do',
          title: <span class="vh">{t('setting.actions')}</span>,
          end: true,
          cell: ({ index }) => (
            <Moves
              name={nameOf(index)}
              index={index}
              count={rules.length}
              onEdit={() => onChoose(chosen === index ? null : index)}
              onMove={(by) => {
                onChange(moved(rules, index, by));
                if (chosen !== null) onChoose(chosen === index ? index + by : null);
              }}
              onRemove={() => {
                onChange(removed(rules, index));
                onChoose(null);
              }}
            />
          ),
        },
      ]}
    />
  );
}

function Effects({ rule: { set, addRoles, removeRoles } }: { rule: PullRule }) {
  const values = Object.entries(set);
  if (values.length + addRoles.length + removeRoles.length === 0)
    return <span class="muted">{t('pull.rules.nothing')}</span>;
  return (
    <span class="rule">
      {values.map(([name, template]) => (
        <span key={name}>
          <code>{`${name} = ${template}`}</code>
        </span>
      ))}
      {addRoles.length > 0 && <span>{t('pull.rules.gives', [list(addRoles)])}</span>}
      {removeRoles.length > 0 && <span>{t('pull.rules.takes', [list(removeRoles)])}</span>}
    </span>
  );
}
