import type { Action, Effect } from '@rollcall/shared';
import type { ItemResultAnswer, PlanAnswer, PlanItemAnswer } from '@rollcall/shared/api-run';

import { formatCount, formatValue } from './format.ts';
import { formatTable } from './table.ts';
import type { Screen } from './table.ts';
import { asideWords, changeWord, effectWords, outcomeWords, secretWords } from './words.ts';

export interface PlanView {
  plan: PlanAnswer['plan'];
  items: readonly PlanItemAnswer[];
  asides: PlanAnswer['asides'];
  /** What became of the items; none when the plan was only made. */
  results: readonly ItemResultAnswer[];
}

const ownerWords = { cms: 'the site', okta: 'Okta' } as const;

/** Users of a plan that are shown before the rest is only counted. */
const shown = 100;

/** A plan as tables: what would change, field by field, and what is left alone and why. */
export function planText(view: PlanView, screen: Screen, limit = shown): string {
  const { plan, items, asides } = view;
  const parts = [planHead(view)];
  if (items.length > 0) parts.push(itemTable(view, screen, limit), ...more(items.length - limit, 'change', plan.id));
  const told = asides.filter((aside) => aside.why !== 'unchanged');
  if (told.length > 0) {
    parts.push(
      `Left as they are:`,
      asideTable(told.slice(0, limit), screen),
      ...more(told.length - limit, 'user', plan.id),
    );
  }
  const rules = Object.entries(plan.rule ?? {}).map(([field, side]) => `${field} of ${ownerWords[side]}`);
  if (rules.length > 0 && items.length > 0) parts.push(`With it a rule for everybody: ${rules.join(', ')} counts.`);
  // Once a person has approved it, the limit holds nothing back.
  if (plan.brake && !plan.approved) parts.push(screen.paint('yellow', plan.brake.text));
  return parts.join('\n\n');
}

/** Changes that are about no user. */
const ofRole: ReadonlySet<Action> = new Set<Action>(['createGroup', 'renameGroup', 'deleteGroup']);

/** `Plan P-0004: 12 changes for 11 users. 3,988 users agree.` */
function planHead({ plan, items }: PlanView): string {
  const about = items.filter(({ action }) => !ofRole.has(action));
  const users = new Set(about.map(({ subject }) => subject.cms?.id ?? subject.okta?.id ?? subject.label)).size;
  const count = formatCount(items.length, 'change');
  const some = users === 0 ? count : `${count} for ${formatCount(users, 'user')}`;
  const changes = items.length === 0 ? 'nothing to change' : some;
  const agree = plan.unchanged === 0 ? '' : ` ${formatCount(plan.unchanged, 'user agrees', 'users agree')}.`;
  return `Plan ${plan.id}: ${changes}.${agree}`;
}

function more(left: number, one: string, plan: string): string[] {
  return left > 0 ? [`And ${formatCount(left, `more ${one}`)}: rollcall plan show ${plan}`] : [];
}

function itemTable({ items, results }: PlanView, screen: Screen, limit: number): string {
  const outcomes = new Map(results.map((result) => [result.item, result]));
  const rows = items.slice(0, limit).map((item) => {
    const result = outcomes.get(item.id);
    const row = [String(item.seq), item.subject.label, changeWord(item), detailLines(item, screen).join('\n')];
    return results.length === 0 ? row : [...row, result ? outcomeText(result, screen) : 'Not reached'];
  });
  const heads = ['#', 'User', 'Change', 'Field: now → after'];
  return formatTable(results.length === 0 ? heads : [...heads, 'Result'], rows, screen);
}

/** One line a field, then what else happens, then why it is held or refused. */
function detailLines(item: PlanItemAnswer, screen: Screen): string[] {
  const lines = fieldLines(item);
  if (item.secret !== 'none') lines.push(secretWords[item.secret]);
  lines.push(...item.effects.map((effect) => effectWords[effect]));
  if (item.drift.length > 0) lines.push(`Differs and stays: ${item.drift.join(', ')}`);
  if (item.verdict.is === 'hold') lines.push(screen.paint('yellow', `Held: ${item.verdict.text ?? ''}`));
  if (item.verdict.is === 'refuse') lines.push(screen.paint('red', `Refused: ${item.verdict.text ?? ''}`));
  return lines;
}

function fieldLines({ action, before, after }: PlanItemAnswer): string[] {
  if (action === 'link') return [`${formatValue(after?.['login'])} in Okta; nothing is written`];
  if (after === null) return before === null ? [] : [`state: ${formatValue(before['state'])} → gone`];
  const fields = Object.entries(after);
  // Of a new user every field is new, so one running line tells it.
  if (before === null) return [fields.map(([field, value]) => `${field}: ${formatValue(value)}`).join(', ')];
  return fields.map(([field, value]) => `${field}: ${formatValue(before[field])} → ${formatValue(value)}`);
}

export function outcomeText({ outcome, problem }: ItemResultAnswer, screen: Screen): string {
  const word = screen.paint(
    outcome === 'done' ? 'green' : outcome === 'held' ? 'yellow' : 'red',
    outcomeWords[outcome],
  );
  // What is held or refused has its reason in the plan already.
  return problem === null || outcome === 'held' || outcome === 'refused' ? word : `${word}: ${problem.detail}`;
}

function asideTable(asides: PlanAnswer['asides'], screen: Screen): string {
  const rows = asides.map((aside) => {
    const fields = aside.differences.map(
      ({ field, cms, okta }) => `${field}: ${formatValue(cms)} here, ${formatValue(okta)} in Okta`,
    );
    return [aside.subject.label, asideWords[aside.why], [aside.text, ...fields].join('\n')];
  });
  return formatTable(['User', 'Why', 'What'], rows, screen);
}

/** What else happens to how many people when these are applied, as sentences for the question that comes next. */
export function effectSummary(items: readonly PlanItemAnswer[]): string {
  const count = (...wanted: Effect[]) =>
    items.filter(({ effects }) => effects.some((each) => wanted.includes(each))).length;
  const sentences: [number, string][] = [
    [count('cmsMail', 'oktaMail'), 'will get a mail'],
    [count('sessionsEnd'), 'will be signed out'],
    [count('appsLost'), 'will lose app assignments'],
    [items.filter(({ undo }) => undo === 'none').length, 'will be gone for good'],
  ];
  return sentences
    .filter(([people]) => people > 0)
    .map(([people, what]) => `${formatCount(people, 'person', 'people')} ${what}.`)
    .join(' ');
}
