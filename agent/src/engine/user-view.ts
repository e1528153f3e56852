import type { Account, AccountRow, AttributeValue, Connection, Link, MappingRule, Side } from '@rollcall/shared';

import { compareAttributes } from './compare.ts';
import type { Comparison } from './compare.ts';
import type { Places } from './direction.ts';
import { mapToOkta } from './map.ts';
import type { Mapped } from './map.ts';
import { mapToCms } from './map-back.ts';

/** One mapped attribute as both sides hold it. */
export interface FieldState {
  /** Okta's name. */
  field: string;
  /** The site's name; null for a template or a derived value. */
  cmsField: string | null;
  cms: AttributeValue;
  okta: AttributeValue;
  /** What both sides last agreed on; null when never. */
  base: AttributeValue;
  owner: MappingRule['owner'];
  onCreateOnly: boolean;
  sensitive: boolean;
  stands: 'agrees' | 'differs' | 'conflict' | 'left' | 'unread';
  /** Where a sync would write now; null when it would not. */
  writes: Side | null;
}

/** The attributes of a user as they stood when a run last looked: agreed values, and what differed. Asks neither side. */
export function fieldsFromStore(link: Link | null, connection: Connection): FieldState[] {
  const differing = new Map(link?.differences.map((each) => [each.field, each]));
  return rulesByField(connection).map((rule) => {
    const difference = differing.get(rule.okta);
    const base = link?.base[rule.okta];
    const values = difference ?? { cms: base ?? null, okta: base ?? null };
    const stands = difference ? standsOf(rule, link) : base === undefined ? 'unread' : 'agrees';
    return fieldState(rule, { cms: values.cms, okta: values.okta, base: base ?? null, stands, writes: null });
  });
}

/** The attributes of a user whose sides were just read. */
export function fieldsFromAccounts(
  sides: { cms: Account; okta: Account | null },
  link: Link | null,
  connection: Connection,
  places: Places,
): FieldState[] {
  const mapped = mapToOkta(sides.cms, connection, []);
  const comparison = compared(mapped, sides, link, { connection, places });
  const { okta } = sides;
  return rulesByField(connection).map((declared) => {
    const rule = mapped.rules.get(declared.okta) ?? declared;
    const values = {
      cms: mapped.values[rule.okta] ?? null,
      okta: okta?.attributes[rule.okta] ?? null,
      base: link?.base[rule.okta] ?? null,
    };
    if (!comparison) return fieldState(rule, { ...values, stands: 'unread', writes: null });
    return fieldState(rule, { ...values, ...judged(rule.okta, comparison) });
  });
}

function compared(
  mapped: Mapped,
  { cms, okta }: { cms: Account; okta: Account | null },
  link: Link | null,
  { connection, places }: { connection: Connection; places: Places },
): Comparison | null {
  if (!okta) return null;
  const { fields } = places.okta;
  const back = mapToCms(cms, okta, connection, places);
  return compareAttributes({ mapped, okta, link, unagreed: 'leave', fields, direction: connection.direction, back });
}

function judged(field: string, comparison: Comparison): Pick<FieldState, 'stands' | 'writes'> {
  const has = (list: Comparison['drift']) => list.some((each) => each.field === field);
  if (field in comparison.agreed) return { stands: 'agrees', writes: null };
  if (field in comparison.write || field in comparison.writeIdentity) return { stands: 'differs', writes: 'okta' };
  if (has(comparison.cmsWrites)) return { stands: 'differs', writes: 'cms' };
  if (has(comparison.conflicts)) return { stands: 'conflict', writes: null };
  if (has(comparison.drift)) return { stands: 'differs', writes: null };
  return { stands: 'left', writes: null };
}

function standsOf(rule: MappingRule, link: Link | null): FieldState['stands'] {
  if (link?.ignored.includes(rule.okta)) return 'left';
  const undecided = rule.owner === 'ask' || (rule.owner === 'either' && link?.conflict);
  return undecided ? 'conflict' : 'differs';
}

/** One rule an attribute: the one that is always applied, else the first that would be tried. */
function rulesByField({ mapping }: Connection): MappingRule[] {
  const found = new Map<string, MappingRule>();
  for (const rule of mapping) {
    const known = found.get(rule.okta);
    if (!known || (known.apply === 'create' && rule.apply === 'always')) found.set(rule.okta, rule);
  }
  return [...found.values()];
}

function fieldState(
  rule: MappingRule,
  state: Pick<FieldState, 'cms' | 'okta' | 'base' | 'stands' | 'writes'>,
): FieldState {
  const shown = rule.sensitive ? { ...state, cms: null, okta: null, base: null } : state;
  return {
    field: rule.okta,
    cmsField: rule.toOkta === null && !rule.cms.startsWith('@') ? rule.cms : null,
    owner: rule.owner,
    onCreateOnly: rule.apply === 'create',
    sensitive: rule.sensitive,
    ...shown,
  };
}

/** The CMS account or Okta account that a name means in a connection: page number, login, mail or id, in this order. */
export function rowsNamed(
  name: string,
  directory: string,
  accounts: {
    byHandle(directory: string, handle: string): AccountRow | undefined;
    byLogin(directory: string, login: string): AccountRow[];
    byEmail(directory: string, email: string): AccountRow[];
    byId(directory: string, id: string): AccountRow | undefined;
  },
): AccountRow[] {
  const byHandle = /^\d+$/.test(name) ? accounts.byHandle(directory, name) : undefined;
  if (byHandle) return [byHandle];
  const byLogin = accounts.byLogin(directory, name);
  if (byLogin.length > 0) return byLogin;
  const byEmail = accounts.byEmail(directory, name);
  if (byEmail.length > 0) return byEmail;
  const byId = accounts.byId(directory, name);
  return byId ? [byId] : [];
}
