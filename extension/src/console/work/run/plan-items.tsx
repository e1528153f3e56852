import type { PlanAnswer, PlanItemAnswer } from '@rollcall/shared/api-run';
import { useState } from 'preact/hooks';

import { Badge } from '../../../components/badge.tsx';
import { fieldLines, toggleField } from '../../../plan/model.ts';
import { doingText, Fields } from '../../../plan/person.tsx';
import { t } from '../../../words.ts';
import { addressOf } from '../../page.ts';
import { Chips } from '../../parts/chips.tsx';
import type { Column } from '../../parts/column.ts';
import { Disclosure } from '../../parts/disclosure.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Select } from '../../parts/select.tsx';
import { Table } from '../../parts/table.tsx';
import { Who } from '../who.tsx';
import { actionRows, everything, filterItems, type PlanFilter, tickAll, type Verdict } from './plan-list.ts';
import { reasonText } from './run-words.ts';

const pageSize = 50;

interface PlanItemsProps {
  answer: PlanAnswer;
  connection: string;
  ticks: ReadonlySet<string>;
  /** Null where the plan can only be taken as a whole. */
  onTicks: ((ticks: ReadonlySet<string>) => void) | null;
}

/** Every change of a plan, page by page, with its differences and its tick. */
export function PlanItems({ answer, connection, ticks, onTicks }: PlanItemsProps) {
  const { items } = answer;
  const [filter, setFilter] = useState<PlanFilter>(everything);
  const [from, setFrom] = useState(0);
  const fitting = filterItems(items, filter);
  const shown = fitting.slice(from, from + pageSize);
  const narrow = (change: Partial<PlanFilter>): void => {
    setFilter({ ...filter, ...change });
    setFrom(0);
  };
  return (
    <>
      <Filters items={items} filter={filter} onFilter={narrow} />
      <Table
        label={t('work.plan.users')}
        keyOf={({ id }) => id}
        rows={shown}
        columns={[
          ...(onTicks === null ? [] : [tickColumn({ items, shown, ticks, onTicks })]),
          {
            key: 'user',
            title: t('work.user.column'),
            head: true,
            cell: (item) => <Person {...{ item, connection }} />,
          },
          {
            key: 'what',
            title: t('work.plan.whatColumn'),
            cell: (item) => <What item={item} answer={answer} ticks={ticks} onTicks={onTicks} />,
          },
          { key: 'why', title: t('work.plan.why'), cell: (item) => <Why item={item} /> },
        ]}
        paging={{ from, size: pageSize, total: fitting.length, onFrom: setFrom }}
        empty={<EmptyState icon="filter" title={t('work.plan.noneFits')} />}
      />
    </>
  );
}

interface FiltersProps {
  items: readonly PlanItemAnswer[];
  filter: PlanFilter;
  onFilter(change: Partial<PlanFilter>): void;
}

function Filters({ items, filter, onFilter }: FiltersProps) {
  const count = (verdict: Verdict | 'any') => filterItems(items, { ...filter, verdict }).length;
  const rows = actionRows(items);
  return (
    <div class="in row">
      {rows.length > 1 && (
        <Select
          label={t('work.plan.action')}
          value={filter.action}
          options={[
            { value: 'any', word: t('work.plan.anyAction') },
            ...rows.map(({ key, item }) => ({
              value: key,
              word: `${item.action === 'update' ? t('work.plan.update') : doingText(item)}: ${t(`plan.${item.side}`)}`,
            })),
          ]}
          onChange={(action) => onFilter({ action })}
        />
      )}
      <Chips
        label={t('work.plan.state')}
        pressed={filter.verdict}
        onPress={(verdict) => onFilter({ verdict })}
        chips={[
          { key: 'any', word: t('work.all'), count: count('any') },
          { key: 'allow', word: t('work.plan.free'), count: count('allow') },
          { key: 'hold', word: t('plan.held'), count: count('hold') },
          { key: 'refuse', word: t('plan.refusedWord'), count: count('refuse') },
        ]}
      />
    </div>
  );
}

interface TickColumn {
  items: readonly PlanItemAnswer[];
  shown: readonly PlanItemAnswer[];
  ticks: ReadonlySet<string>;
  onTicks(ticks: ReadonlySet<string>): void;
}

function tickColumn({ items, shown, ticks, onTicks }: TickColumn): Column<PlanItemAnswer> {
  const free = shown.filter(({ verdict }) => verdict.is !== 'refuse');
  const all = free.length > 0 && free.every(({ id }) => ticks.has(id));
  return {
    key: 'tick',
    title: (
      <input
        type="checkbox"
        aria-label={t('parts.pickAll')}
        checked={all}
        onChange={() => onTicks(tickAll(ticks, items, { these: free, on: !all }))}
      />
    ),
    cell: (item) =>
      item.verdict.is === 'refuse' ? null : (
        <label class="check">
          <span class="vh">{t('plan.include', [item.subject.label, doingText(item)])}</span>
          <input
            type="checkbox"
            checked={ticks.has(item.id)}
            onChange={() => onTicks(tickAll(ticks, items, { these: [item], on: !ticks.has(item.id) }))}
          />
        </label>
      ),
  };
}

function Person({ item: { subject }, connection }: { item: PlanItemAnswer; connection: string }) {
  const user = subject.cms?.id ?? subject.okta?.id ?? null;
  if (user === null) return <bdi>{subject.label}</bdi>;
  return <Who label={subject.label} href={addressOf(connection, 'user', [subject.handle ?? user])} />;
}

function What({ item, answer, ticks, onTicks }: Omit<PlanItemsProps, 'connection'> & { item: PlanItemAnswer }) {
  const lines = fieldLines(item);
  const words = (
    <>
      {doingText(item)} <span class="muted">· {t(`plan.${item.side}`)}</span>
    </>
  );
  if (lines.length === 0) return <span>{words}</span>;
  const { label, handle } = item.subject;
  const aside = answer.asides.find((each) => each.subject.cms !== null && each.subject.cms.id === item.subject.cms?.id);
  return (
    <Disclosure summary={words}>
      <Fields
        {...{ item, lines, aside, ticks }}
        person={{ key: item.id, label, handle, items: [item] }}
        onField={onTicks === null ? null : (each, field) => onTicks(toggleField(ticks, each, field))}
      />
    </Disclosure>
  );
}

function Why({ item }: { item: PlanItemAnswer }) {
  const { verdict } = item;
  return (
    <>
      <span>{reasonText(item)}</span>
      {verdict.is !== 'allow' && (
        <p class="small row">
          {verdict.is === 'hold' ? (
            <Badge tone="hold" icon="hold">
              {t('plan.held')}
            </Badge>
          ) : (
            <Badge tone="bad" icon="shield">
              {t('plan.refusedWord')}
            </Badge>
          )}
          <span class="muted">{verdict.text}</span>
        </p>
      )}
    </>
  );
}
