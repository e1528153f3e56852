import type { PlanAnswer, PlanItemAnswer } from '@rollcall/shared/api-run';

/** The items of one person, in the plan's order. */
export interface Person {
  key: string;
  label: string;
  handle: string | null;
  items: PlanItemAnswer[];
}

export function groupByPerson(items: readonly PlanItemAnswer[]): Person[] {
  const people = new Map<string, Person>();
  for (const item of items) {
    const { cms, okta, group, label, handle } = item.subject;
    const key = cms?.id ?? okta?.id ?? group ?? label;
    const person = people.get(key) ?? { key, label, handle, items: [] };
    person.items.push(item);
    people.set(key, person);
  }
  return [...people.values()];
}

/** Accounts that the plan leaves alone altogether; one with an item of its own is not among them. */
export function untouched({ items, asides }: PlanAnswer): PlanAnswer['asides'] {
  const planned = new Set(items.flatMap((item) => item.subject.cms?.id ?? []));
  return asides.filter((aside) => !planned.has(aside.subject.cms?.id ?? ''));
}

/** How many accounts a plan leaves alone, and why: the parts of which the whole is the sum. */
export function leftAlone(answer: PlanAnswer) {
  const { plan, asides, asidesTotal = asides.length } = answer;
  const touched = asides.length - untouched(answer).length;
  const differ = Math.max(0, asidesTotal - touched - plan.excluded - plan.undecided);
  return { agree: plan.unchanged, leftOut: plan.excluded, undecided: plan.undecided, differ };
}

/** Ids that are ticked when the plan opens: all that the guard allows. */
export function firstTicks({ items }: PlanAnswer): ReadonlySet<string> {
  return new Set(items.filter((item) => item.verdict.is === 'allow').map((item) => item.id));
}

/** Ticks or unticks one item together with those that must go with it: what it needs, and what needs it. */
export function toggle(ticks: ReadonlySet<string>, items: readonly PlanItemAnswer[], id: string): ReadonlySet<string> {
  const next = new Set(ticks);
  const follow = (at: string): void => {
    if (ticks.has(id)) {
      next.delete(at);
      for (const item of items) if (item.needs.includes(at) && next.has(item.id)) follow(item.id);
    } else {
      next.add(at);
      const needs = items.find((item) => item.id === at)?.needs ?? [];
      for (const need of needs) if (!next.has(need) && isTickable(items, need)) follow(need);
    }
  };
  follow(id);
  return next;
}

/** Mark of a field that a person left out of an update; lies among the ticks. */
const leftOut = (item: string, field: string) => `-${item}/${field}`;

/** Fields of an update that can be chosen one by one; none where there is only one, or nothing to choose. */
export function choosable(item: PlanItemAnswer): string[] {
  const fields = Object.keys(item.after ?? {});
  return item.action === 'update' && item.verdict.is !== 'refuse' && fields.length > 1 ? fields : [];
}

export function isFieldTicked(ticks: ReadonlySet<string>, item: PlanItemAnswer, field: string): boolean {
  return ticks.has(item.id) && !ticks.has(leftOut(item.id, field));
}

/** Ticks or unticks one field; without any field the update itself is left out, and with its first one it is back. */
export function toggleField(ticks: ReadonlySet<string>, item: PlanItemAnswer, field: string): ReadonlySet<string> {
  const fields = choosable(item);
  const before = fields.filter((each) => isFieldTicked(ticks, item, each));
  const after = before.includes(field) ? before.filter((each) => each !== field) : [...before, field];
  const next = new Set(ticks);
  for (const each of fields) {
    if (after.length === 0 || after.includes(each)) next.delete(leftOut(item.id, each));
    else next.add(leftOut(item.id, each));
  }
  if (after.length === 0) next.delete(item.id);
  else next.add(item.id);
  return next;
}

function fieldsOf(items: readonly PlanItemAnswer[], ticks: ReadonlySet<string>): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const item of items) {
    const all = choosable(item);
    const ticked = all.filter((field) => isFieldTicked(ticks, item, field));
    if (ticked.length < all.length) fields[item.id] = ticked;
  }
  return fields;
}

/** A plan cut short by the answer's limit is applied whole or not at all. */
export function isCut({ items, total }: PlanAnswer): boolean {
  return total > items.length;
}

export interface Choice {
  /** Ids for the agent; null applies all that the guard allows. */
  items: string[] | null;
  /** For updates of which only some fields are ticked: these, by item id. */
  fields: Record<string, string[]>;
  /** Held items are ticked, or a limit holds the whole run: needs the owner. */
  approve: boolean;
  people: number;
  changes: number;
}

/** What pressing the button would ask of the agent. */
export function choiceOf(answer: PlanAnswer, ticks: ReadonlySet<string>): Choice {
  const ticked = answer.items.filter((item) => ticks.has(item.id));
  const approve = answer.plan.brake !== null || ticked.some((item) => item.verdict.is === 'hold');
  const first = firstTicks(answer);
  const unchanged = first.size === ticks.size && [...first].every((id) => ticks.has(id));
  const cut = isCut(answer);
  // An approval without names would let through what is held and was not ticked.
  const namesAll = approve && answer.items.some((item) => item.verdict.is === 'hold');
  return {
    items: cut || (unchanged && !namesAll) ? null : ticked.map((item) => item.id),
    fields: cut ? {} : fieldsOf(ticked, ticks),
    approve,
    people: cut ? answer.total : groupByPerson(ticked).length,
    changes: cut ? answer.total : ticked.length,
  };
}

export interface Effects {
  mailOkta: number;
  mailCms: number;
  sessions: number;
  apps: number;
  undo: 'full' | 'partial';
  undoNone: number;
}

/** What else happens when the ticked items are applied. */
export function effectsOf(items: readonly PlanItemAnswer[], ticks: ReadonlySet<string>): Effects {
  const ticked = items.filter((item) => ticks.has(item.id));
  const count = (effect: PlanItemAnswer['effects'][number]) =>
    ticked.filter((item) => item.effects.includes(effect)).length;
  return {
    mailOkta: count('oktaMail'),
    mailCms: count('cmsMail'),
    sessions: count('sessionsEnd'),
    apps: count('appsLost'),
    undo: ticked.every((item) => item.undo === 'full') ? 'full' : 'partial',
    undoNone: ticked.filter((item) => item.undo === 'none').length,
  };
}

export interface FieldLine {
  field: string;
  before: NonNullable<PlanItemAnswer['before']>[string] | undefined;
  after: NonNullable<PlanItemAnswer['after']>[string] | undefined;
  /** Differs, and stays as it is. */
  stays: boolean;
}

/** Fields that an item writes, then those that differ and stay. */
export function fieldLines(item: PlanItemAnswer): FieldLine[] {
  const written = Object.entries(item.action === 'link' ? {} : (item.after ?? {}))
    .filter(([field]) => !item.knownAfter.includes(field))
    .map(([field, after]) => ({ field, before: item.before?.[field], after, stays: false }));
  const stays = item.drift.map((field) => ({ field, before: item.before?.[field], after: undefined, stays: true }));
  return [...written, ...stays];
}

function isTickable(items: readonly PlanItemAnswer[], id: string): boolean {
  return items.some((item) => item.id === id && item.verdict.is !== 'refuse');
}
