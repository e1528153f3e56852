import type { Account, AttributeValue, Connection, MappingRule, Problem } from '@rollcall/shared';

import { mapToOkta, sourceValues } from './map.ts';
import type { Pair } from './match.ts';
import type { PairPlan } from './plan-aside.ts';
import { filterOutcome } from './scope.ts';
import type { Filtered } from './scope.ts';

/** What one rule made of a user's values. */
export interface ExplainedRule extends Pick<MappingRule, 'cms' | 'okta' | 'toOkta'> {
  value: AttributeValue;
  outcome: 'used' | 'later' | 'empty' | 'failed';
  problem: Problem | null;
}

/** Each rule of the mapping by itself, so that a person sees which one made a value and which ones stand behind it. Pure. */
export function explainRules(account: Account, connection: Connection): ExplainedRule[] {
  const whole = mapToOkta(account, connection, []);
  return connection.mapping.map((rule) => {
    const alone = mapToOkta(account, { ...connection, mapping: [rule] }, []);
    const value = alone.values[rule.okta] ?? null;
    const { cms, okta, toOkta } = rule;
    const outcome =
      alone.problem !== null ? 'failed' : value === null ? 'empty' : whole.rules.get(okta) === rule ? 'used' : 'later';
    return { cms, okta, toOkta, value: rule.sensitive ? null : value, outcome, problem: alone.problem };
  });
}

/** Every value of the site that a rule may use, without those of sensitive rules. */
export function explainSource(account: Account, { mapping }: Connection) {
  const hidden = new Set(mapping.filter((rule) => rule.sensitive).map((rule) => rule.cms));
  return Object.fromEntries(Object.entries(sourceValues(account)).filter(([name]) => !hidden.has(name)));
}

/** What the filter says of a user and what it read, without values of sensitive rules; null where there is no filter. */
export function explainFilter(pair: Pick<Pair, 'cms' | 'okta'>, connection: Connection): Filtered | null {
  const filtered = filterOutcome(pair, connection);
  if (filtered === null) return null;
  const sensitive = connection.mapping.filter((rule) => rule.sensitive);
  const hidden = new Set(sensitive.flatMap(({ cms, okta }) => [`site.${cms}`, `okta.profile.${okta}`]));
  const shown = Object.entries(filtered.values).filter(([path]) => !hidden.has(path));
  return { ...filtered, values: Object.fromEntries(shown) };
}

/** In one sentence what a run would do with a user, or why it would not. */
export function verdictOf({ items, aside }: PairPlan): string {
  if (items.length === 0) return aside?.text ?? 'Both sides agree, so there is nothing to do.';
  const steps = [...new Set(items.map((item) => wordOf(item)))];
  return `Would be ${steps.join(', then ')}.${aside ? ` ${aside.text}` : ''}`;
}

function wordOf({ action, side }: PairPlan['items'][number]): string {
  const onSite = side === 'cms' ? siteWords[action] : undefined;
  return onSite ?? words[action] ?? action;
}

type Words = Partial<Record<PairPlan['items'][number]['action'], string>>;

const siteWords: Words = {
  create: 'given an account on the site',
  update: 'updated on the site',
  activate: 'unblocked on the site',
  deactivate: 'blocked on the site',
  grantGroup: 'given a role',
  revokeGroup: 'taken out of a role',
};

const words: Words = {
  link: 'linked with the user that Okta has',
  create: 'created in Okta',
  update: 'updated',
  activate: 'activated',
  resume: 'switched on again',
  suspend: 'suspended',
  deactivate: 'deactivated',
  delete: 'deleted',
  grantGroup: 'added to a group',
  revokeGroup: 'taken out of a group',
};
