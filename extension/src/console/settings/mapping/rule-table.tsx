import type { SchemaAnswer } from '@rollcall/shared/api-setting';

import { Badge } from '../../../components/badge.tsx';
import { Icon } from '../../../components/icon.tsx';
import { t } from '../../../words.ts';
import type { Column } from '../../parts/column.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Select } from '../../parts/select.tsx';
import { Table } from '../../parts/table.tsx';
import { Moves } from '../parts/moves.tsx';
import { type Flaw, moved, removed, replaced, type Rule } from './mapping-model.ts';

interface RuleTableProps {
  rules: readonly Rule[];
  schema: SchemaAnswer | null;
  flaws: readonly Flaw[];
  chosen: number | null;
  onChange(rules: Rule[]): void;
  onChoose(index: number | null): void;
}

interface Line {
  rule: Rule;
  index: number;
}

/** The rules in their order: the first that yields a value counts. */
export function RuleTable(props: RuleTableProps) {
  const { rules } = props;
  return (
    <Table
      label={t('setting.mapping.fields')}
      rows={rules.map((rule, index) => ({ rule, index }))}
      keyOf={({ index }) => `${index}`}
      columns={columnsOf(props)}
      empty={<EmptyState icon="map" title={t('setting.mapping.empty')} text={t('setting.mapping.emptyText')} />}
    />
  );
}

function columnsOf(props: RuleTableProps): Column<Line>[] {
  return [
    { key: 'cms', title: t('setting.mapping.site'), head: true, cell: (line) => <Source {...line} {...props} /> },
    { key: 'okta', title: t('setting.mapping.okta'), cell: ({ rule }) => <code>{rule.okta}</code> },
    { key: 'owner', title: t('setting.mapping.owner'), cell: (line) => <Owner {...line} {...props} /> },
    {
      key: 'do',
      title: <span class="vh">{t('setting.actions')}</span>,
      end: true,
      cell: (line) => <Own {...line} {...props} />,
    },
  ];
}

function Source({ rule, index, schema, flaws }: Line & RuleTableProps) {
  const title = schema?.cms?.find(({ name }) => name === rule.cms)?.title;
  const own = flaws.filter((flaw) => flaw.index === index);
  return (
    <span class="rule">
      <span>{rule.toOkta === null ? (title ?? rule.cms) : t('setting.mapping.template')}</span>
      {title !== undefined && title !== rule.cms && rule.toOkta === null && (
        <small class="muted">
          <code>{rule.cms}</code>
        </small>
      )}
      <How rule={rule} />
      {own.map(({ kind, name }) => (
        <small key={kind + name} class={kind === 'identity' ? 'muted' : 't-warn'}>
          <Icon name={kind === 'identity' ? 'key' : 'risk'} /> {t(`setting.mapping.flaw.${kind}`, [name])}
        </small>
      ))}
    </span>
  );
}

function How({ rule }: { rule: Rule }) {
  return (
    <>
      {rule.toOkta !== null && (
        <small>
          <code>{rule.toOkta}</code>
        </small>
      )}
      {(rule.apply === 'create' || rule.sensitive) && (
        <span class="row">
          {rule.apply === 'create' && (
            <Badge tone="idle" icon="add" edge="plain">
              {t('setting.mapping.onCreate')}
            </Badge>
          )}
          {rule.sensitive && (
            <Badge tone="idle" icon="lock" edge="plain">
              {t('setting.mapping.sensitiveShort')}
            </Badge>
          )}
        </span>
      )}
    </>
  );
}

const owners = ['cms', 'okta', 'either', 'ask'] as const;

function Owner({ rule, index, rules, onChange }: Line & RuleTableProps) {
  return (
    <Select
      quiet
      label={t('setting.mapping.ownerOf', [rule.okta])}
      value={rule.owner}
      options={owners.map((value) => ({ value, word: t(`setting.mapping.owners.${value}`) }))}
      onChange={(owner) => onChange(replaced(rules, index, { owner }))}
    />
  );
}

function Own({ rule, index, rules, chosen, onChange, onChoose }: Line & RuleTableProps) {
  const isOpen = chosen === index;
  return (
    <Moves
      name={rule.okta}
      index={index}
      count={rules.length}
      onEdit={() => onChoose(isOpen ? null : index)}
      onMove={(by) => {
        onChange(moved(rules, index, by));
        if (chosen !== null) onChoose(isOpen ? index + by : null);
      }}
      onRemove={() => {
        onChange(removed(rules, index));
        onChoose(null);
      }}
    />
  );
}
