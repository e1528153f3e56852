import { SyncError } from '@rollcall/shared';
import type { Account, AccountRow, Connection, PlanItem, Problem, RunRequest } from '@rollcall/shared';

import type { EngineDeps } from './deps.ts';
import { writesTo } from './direction.ts';
import { takesAccess } from './guard.ts';
import { accountHash } from './hash.ts';
import { mappedNames } from './map.ts';
import type { Pair } from './match.ts';
import type { Observed } from './observe.ts';
import { leave } from './plan-aside.ts';
import type { PairPlan } from './plan-aside.ts';
import { draft } from './plan-items.ts';
import type { DraftItem, PlanContext } from './plan-items.ts';
import type { Planned } from './plan.ts';
import { inTurns } from './turns.ts';

/** What a run knows of passwords, by CMS id: where one is at hand, and why the last one was not taken. */
export interface PasswordsAtHand {
  ready: ReadonlyMap<string, 'captured' | 'imported'>;
  refused: ReadonlyMap<string, Problem>;
}

type Context = Pick<PlanContext, 'connection' | 'ticks'>;

/** Codes after which creating the user without its password is a person's choice and nobody else's. */
const refusals: ReadonlySet<string> = new Set(['password_policy', 'password_gone']);

/** Binds the passwords of the request's slot to the accounts that were read. */
export async function passwordsAtHand(
  { passwords }: Pick<EngineDeps, 'passwords'>,
  {
    request,
    connection,
    observed,
    rowOf,
  }: {
    request: RunRequest;
    connection: Connection;
    observed: Observed;
    rowOf: (account: Account) => AccountRow | undefined;
  },
): Promise<PasswordsAtHand> {
  const { secretSlot: slot, trigger, scope, only } = request;
  // Only an event brings what somebody typed, and only an import what the site keeps.
  const brings = slot !== null && (trigger === 'event' || only === 'passwords');
  const ready = new Map<string, 'captured' | 'imported'>();
  const refused = new Map<string, Problem>();
  const byItself = connection.password === 'captured' && (trigger === 'event' || trigger === 'schedule');
  await inTurns(observed.cms, (account) => {
    const { id } = account.ref;
    const meant = only === 'passwords' || (scope.kind === 'accounts' && observed.named.has(id));
    const kind = brings && meant ? passwords.claim(slot, account) : 'none';
    if (kind !== 'none') ready.set(id, kind);
    const problem = byItself ? rowOf(account)?.note?.problem : undefined;
    if (problem && refusals.has(problem.code)) refused.set(id, problem);
  });
  return { ready, refused };
}

/** The plan of a pair with the password that is at hand for it. Pure. */
export function withPassword(
  plan: PairPlan,
  pair: Pair,
  { ready, refused }: PasswordsAtHand,
  context: Context,
): PairPlan {
  const id = pair.cms?.ref.id ?? '';
  const kind = ready.get(id) ?? 'none';
  const creates = plan.items.some(isOktaCreate);
  const problem = refused.get(id);
  if (creates && kind === 'none' && problem && !pair.named) return leave(pair, 'undecided', problem);
  if (creates) {
    const secret = kind === 'none' && isAsked(pair, context.connection) ? 'hook' : kind;
    return { ...plan, items: plan.items.map((item) => (isOktaCreate(item) ? bringing(item, secret) : item)) };
  }
  if (kind === 'none') return plan;
  const isLeft = plan.outside === true || plan.aside?.why === 'excluded' || plan.aside?.why === 'protected';
  if (isLeft || whyNoPassword(pair, plan, kind, context) !== null) return plan;
  return { ...plan, items: [...plan.items, passwordItem(pair, kind, context.connection)] };
}

/** Only what an import of passwords is about, with a reason for each account whose hash can't be used. Pure. */
export function onlyPasswords(planned: Planned, { ready }: PasswordsAtHand, context: Context): Planned {
  const items = planned.items
    .filter((item) => item.secret === 'imported')
    .map((item, index) => ({ ...item, seq: index + 1 }));
  const used = new Set(items.map((item) => item.subject.cms?.id));
  const asides = planned.pairs.flatMap(({ pair, plan }) => {
    const id = pair.cms?.ref.id ?? '';
    if (!ready.has(id) || used.has(id)) return [];
    const problem = whyNoPassword(pair, plan, 'imported', context);
    return (problem ? leave(pair, 'undecided', problem) : plan).aside ?? [];
  });
  const counts: Record<string, number> = {};
  for (const { action } of items) counts[action] = (counts[action] ?? 0) + 1;
  return { ...planned, items, asides, counts, undecided: asides.length, excluded: 0 };
}

function isOktaCreate({ action, side }: DraftItem): boolean {
  return action === 'create' && side === 'okta';
}

/** Whether the site is asked at the first sign-in in Okta; it never is for whoever has power over the site. */
function isAsked({ cms }: Pair, { password }: Connection): boolean {
  return password === 'hook' && cms !== null && cms.guarded.length === 0;
}

function bringing(item: DraftItem, secret: PlanItem['secret']): DraftItem {
  if (secret === 'none') return item;
  // Okta mails nobody who has a password already.
  return { ...item, secret, effects: item.effects.filter((effect) => effect !== 'oktaMail') };
}

/** Why the Okta user of a pair gets no password; null when it may, or when there is none. */
function whyNoPassword(
  { okta, link }: Pair,
  plan: PairPlan,
  kind: 'captured' | 'imported',
  { connection, ticks }: Context,
): Problem | null {
  if (!okta) return null;
  const refuse = (code: 'unsupported' | 'wrong_state', text: string, next: string) =>
    new SyncError(code, text, { next }).problem;
  const settings = 'Change the connection’s settings if this is not intended.';
  if (!writesTo(connection, 'okta')) return refuse('unsupported', 'This connection does not write to Okta.', settings);
  if (!ticks.includes('update')) return refuse('unsupported', 'Update is switched off for this method.', settings);
  // Okta owns how an adopted account signs in: whoever could set its password could take it over.
  if (link?.origin !== 'created') {
    const text = 'This Okta user was not made by Rollcall, so its password stays as it is.';
    return refuse('unsupported', text, 'The person keeps the Okta password.');
  }
  const states = kind === 'imported' ? ['staged'] : ['staged', 'active'];
  const ends = plan.items.some((item) => takesAccess.has(item.action));
  if (states.includes(okta.state) && !ends) return null;
  const word = ends ? 'being switched off' : (okta.detail ?? okta.state);
  const text =
    kind === 'imported'
      ? `Okta takes a hash for a new or a staged user only; this one is ${word}. Its password stays as it is.`
      : `The Okta user is ${word}, so no password is set.`;
  return refuse('wrong_state', text, 'Send the person a mail to reset the password.');
}

function passwordItem(pair: Pair, secret: 'captured' | 'imported', connection: Connection): DraftItem {
  const { cms, okta } = pair;
  return {
    ...draft('setPassword', { cms, okta, pair }),
    before: {},
    after: {},
    reason: 'changed',
    expect: okta && accountHash(okta, mappedNames(connection, 'okta')),
    sourceExpect: cms && accountHash(cms, mappedNames(connection, 'cms')),
    secret,
    undo: 'none',
  };
}
