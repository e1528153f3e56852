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

/** A plan cut short by the answer's limit is applied whole or not at all. */
export function isCut({ items, total }: PlanAnswer): boolean {
  return total > items.length;
}

export interface Choice {
  /** Ids for the agent; null applies all that the guard allows. */
  items: string[] | null;
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
  return {
    items: cut || unchanged ? null : ticked.map((item) => item.id),
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
