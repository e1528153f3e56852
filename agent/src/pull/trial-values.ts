import { SyncError } from '@rollcall/shared';
import type { Account, Connection, MappingRule, Problem, PullSettings } from '@rollcall/shared';
import type { TrialAnswer } from '@rollcall/shared/api-pull';

import { isWritableBack } from '../engine/direction.ts';
import { cmsValueOf } from '../engine/map.ts';
import { compiled } from '../expression/compile.ts';
import type { Origins } from './origins.ts';
import { pulled } from './pulled.ts';

type TrialValue = TrialAnswer['values'][number];

interface ValuesInput {
  /** As the pull sees it. */
  connection: Connection;
  /** Okta attributes that nobody is shown. */
  hidden: ReadonlySet<string>;
  settings: PullSettings;
  origins: Origins;
}

const names = ['email', 'username', 'firstname', 'lastname', 'country'] as const;

/** What the site shall hold for a selected user, value by value, or why one can't be made. Pure. */
export function triedValues(okta: Account, input: ValuesInput): { made: TrialValue[] } | { problem: Problem } {
  const { hidden } = input;
  const shown = (value: TrialValue): TrialValue => (readsAny(value.from, hidden) ? { ...value, value: null } : value);
  try {
    const made = [...ownValues(okta, input), ...ruleValues(input), ...mappedValues(okta, input)];
    return { made: made.map(shown) };
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    return { problem: error.problem };
  }
}

/** What the settings fill, as the pull has worked it out. */
function ownValues(okta: Account, { connection, settings, origins }: ValuesInput): TrialValue[] {
  return names.flatMap((name): TrialValue[] => {
    const origin = originOf(name, settings, origins);
    if (origin === null) return [];
    const field = connection.mapping.find((rule) => rule.okta === pulled[name])?.cms ?? null;
    return [{ name, field, value: okta.attributes[pulled[name]] ?? null, ...origin }];
  });
}

function originOf(
  name: (typeof names)[number],
  settings: PullSettings,
  origins: Origins,
): Pick<TrialValue, 'from' | 'rule'> | null {
  const { value, rule } = origins.values.get(name) ?? { value: null, rule: null };
  const own = rule === null ? templatesOf(settings)[name] : (settings.rules[rule]?.set[name] ?? null);
  if (value === null && name === 'country' && settings.defaultCountry !== null) {
    return { from: settings.defaultCountry, rule: null };
  }
  // Who has no user name of their own is called by the mail.
  if (value === null && name === 'username' && own !== null) return originOf('email', settings, origins);
  return own === null ? null : { from: own, rule };
}

function templatesOf({ attributes }: PullSettings): Record<(typeof names)[number], string | null> {
  const { email, username, firstName, lastName, country } = attributes;
  return { email, username, firstname: firstName, lastname: lastName, country };
}

/** What rules set under other names, which no field of the site takes. */
function ruleValues({ settings, origins }: ValuesInput): TrialValue[] {
  const own: ReadonlySet<string> = new Set(names);
  return [...origins.values].flatMap(([name, { value, rule }]): TrialValue[] =>
    rule === null || own.has(name)
      ? []
      : [{ name, field: null, value, from: settings.rules[rule]?.set[name] ?? '', rule }],
  );
}

/** What the connection's own mapping has beside the pull settings. */
function mappedValues(okta: Account, { connection }: ValuesInput): TrialValue[] {
  const own: ReadonlySet<string> = new Set(Object.values(pulled));
  const taken = new Set<string>();
  return connection.mapping.flatMap((rule): TrialValue[] => {
    if (own.has(rule.okta) || !isWritableBack(rule) || taken.has(rule.cms)) return [];
    taken.add(rule.cms);
    const value = cmsValueOf(rule, okta.attributes) ?? null;
    return [{ name: rule.okta, field: rule.cms, value, from: templateOf(rule), rule: null }];
  });
}

function templateOf({ toCms, okta }: MappingRule): string {
  return toCms ?? `\${okta.profile.${okta}}`;
}

function readsAny(template: string, hidden: ReadonlySet<string>): boolean {
  return compiled(template, 'value', ['okta']).reads.some(({ key }) => hidden.has(key));
}
