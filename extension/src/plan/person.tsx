import type { PlanAnswer, PlanItemAnswer } from '@rollcall/shared/api-run';
import type { BadgeStatus } from '@rollcall/shared/status';

import { StatusBadge } from '../components/badge.tsx';
import { Icon } from '../components/icon.tsx';
import { number, t, valueText } from '../words.ts';
import { FieldTable } from './field-table.tsx';
import { choosable, fieldLines, isFieldTicked, type FieldLine, type Person } from './model.ts';

interface PersonCardProps {
  person: Person;
  status: BadgeStatus | null;
  asides: PlanAnswer['asides'];
  ticks: ReadonlySet<string>;
  /** Null where items can't be chosen one by one. */
  onToggle: ((id: string) => void) | null;
  onField: ((item: PlanItemAnswer, field: string) => void) | null;
}

/** One person's part of a plan. */
export function PersonCard({ person, status, asides, ...chosen }: PersonCardProps) {
  const id = `person-${person.key}`;
  const aside = asides.find((each) => each.subject.cms?.id === person.key);
  return (
    <section class="card" aria-labelledby={id}>
      <header>
        <h3 id={id}>
          <bdi>{person.label}</bdi>
        </h3>
        {status !== null && <StatusBadge status={status} />}
      </header>
      {person.items.map((item) => (
        <Item key={item.id} {...{ item, person, aside, ...chosen }} />
      ))}
    </section>
  );
}

interface ItemProps extends Pick<PersonCardProps, 'ticks' | 'onToggle' | 'onField' | 'person'> {
  item: PlanItemAnswer;
  aside: PlanAnswer['asides'][number] | undefined;
}

function Item({ item, person, aside, ticks, onToggle, onField }: ItemProps) {
  const { verdict } = item;
  const lines = fieldLines(item);
  const doing = doingText(item);
  return (
    <div class="item">
      {verdict.is === 'refuse' || onToggle === null ? (
        <p class="small strong">{doing}</p>
      ) : (
        <label class="check">
          <input
            type="checkbox"
            checked={ticks.has(item.id)}
            aria-label={t('plan.include', [person.label, doing])}
            onChange={() => onToggle(item.id)}
          />
          <span class="strong">{doing}</span>
        </label>
      )}
      {verdict.is !== 'allow' && (
        <p class={`small verdict t-${verdict.is === 'hold' ? 'hold' : 'bad'}`}>
          <Icon name={verdict.is === 'hold' ? 'hold' : 'shield'} />
          <span>
            <b>{t(verdict.is === 'hold' ? 'plan.held' : 'plan.refusedWord')}.</b> {verdict.text}
          </span>
        </p>
      )}
      {lines.length > 0 && <Fields {...{ item, person, lines, aside, ticks, onField }} />}
    </div>
  );
}

type FieldsProps = Omit<ItemProps, 'onToggle'> & { lines: FieldLine[] };

/** The fields of an item, each with its tick where it can be left out. */
export function Fields({ item, person, lines, aside, ticks, onField }: FieldsProps) {
  const choices = onField === null ? [] : choosable(item);
  const tick = ({ field, stays }: FieldLine) =>
    stays || !choices.includes(field)
      ? null
      : { on: isFieldTicked(ticks, item, field), onToggle: () => onField?.(item, field) };
  const side = t(`plan.${item.side}`);
  const isNew = item.before === null;
  const after = (line: FieldLine) =>
    line.stays ? <span class="muted">{t('plan.stay')}</span> : <ins>{valueText(line.field, line.after)}</ins>;
  return (
    <FieldTable
      person={person.label}
      heads={[...(isNew ? [] : [t('plan.now', [side])]), t('plan.after', [side])]}
      lines={lines.map((line) => ({
        field: line.field,
        tick: tick(line),
        cells: [...(isNew ? [] : [nowCell(line, item, aside)]), after(line)],
      }))}
    />
  );
}

/** What stays is not in the item's own values; the same person's aside names both sides of it. */
function nowCell({ field, before, stays }: FieldLine, { side }: PlanItemAnswer, aside: ItemProps['aside']) {
  if (!stays) return <del>{valueText(field, before)}</del>;
  const difference = aside?.differences.find((each) => each.field === field);
  const value = before ?? difference?.[side];
  return value === undefined ? <Icon name="lock" tone="idle" /> : <span>{valueText(field, value)}</span>;
}

/** What an item does, in words that begin a line. */
export function doingText(item: PlanItemAnswer): string {
  const written = fieldLines(item).filter((line) => !line.stays).length;
  if (item.action === 'update') return t('doing.update', written, [number(written)]);
  if (item.action !== 'create') return t(`doing.${item.action}`);
  const state = item.after?.['state'];
  return t(state === 'staged' ? 'doing.createStaged' : state === 'active' ? 'doing.createActive' : 'doing.create');
}
