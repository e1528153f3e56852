import type {
  Action,
  BrakeName,
  Connection,
  Guarded,
  Observation,
  OverLimit,
  PlanBrake,
  PlanItem,
  Side,
  Trigger,
  Verdict,
} from '@rollcall/shared';

import { inSide, otherSide } from './direction.ts';
import type { UnguardedItem } from './plan.ts';
import type { Told } from './told.ts';

export interface GuardInput {
  items: readonly UnguardedItem[];
  connection: Connection;
  trigger: Trigger;
  /** A person named each account of this run, at most 25 of them. */
  named: boolean;
  /** How many accounts of this connection are linked: what percentages are of. */
  linked: number;
  observed: Record<Side, Observation>;
  /** Names of the attributes by which somebody signs in or is reached, a side. */
  identity: Record<Side, ReadonlySet<string>>;
  /** Marks on either account of a pair, by item id. */
  guarded: ReadonlyMap<string, readonly Guarded[]>;
  /** Whoever counts as gone was asked for by id. */
  absenceProven?: boolean;
  /** What the request itself says of the change; nothing for all but an event. */
  told?: Told;
}

export interface Guardedness {
  items: PlanItem[];
  /** Set when a limit holds the whole run. */
  brake: PlanBrake | null;
}

/** Largest number of accounts that a person may name to pass the brakes. */
export const namedLimit = 25;

/**
 * Lets each item pass, holds it for approval or refuses it, and holds the whole run where a brake trips. Pure. The
 * lockout guard has no way round: no approval, no naming and no setting lets a refused item through.
 */
export function guardItems(input: GuardInput): Guardedness {
  const items = input.items.map((item): PlanItem => ({ ...item, verdict: judge(item, input) }));
  return { items, brake: input.named ? null : trippedBrake(items, input) };
}

function judge(item: UnguardedItem, input: GuardInput): Verdict {
  return lockout(item, input) ?? unproven(item, input) ?? needsPerson(item, input) ?? { is: 'allow' };
}

/** Changes after which somebody can do less than before. */
export const takesAccess: ReadonlySet<Action> = new Set(['suspend', 'deactivate', 'delete', 'revokeGroup']);

const lockoutWords: Record<Guarded, string> = {
  root: 'the site’s first account',
  administrator: 'an administrator of the site',
  powerful: 'a holder of power over users, permissions or the site',
  lastAdministrator: 'the last administrator of the site',
  signedIn: 'the person who is signed in',
  ownAccount: 'the account that Rollcall signs in with',
  tokenOwner: 'the owner of Rollcall’s Okta credential',
  named: 'named as protected',
};

function lockout(item: UnguardedItem, input: GuardInput): Verdict | null {
  const marks = input.guarded.get(item.id) ?? [];
  for (const mark of marks) {
    if (!isRefused(mark, item, input)) continue;
    return { is: 'refuse', code: 'protected', text: protectedText(item.subject.label, mark) };
  }
  return null;
}

/** Why nothing is done to an account, in the words of a refusal. */
export function protectedText(label: string, mark: Guarded): string {
  return `${label} is protected (${lockoutWords[mark]}). Nothing is changed.`;
}

/** What a protected account of the site is not given on Okta's word. */
const givesPower: ReadonlySet<Action> = new Set(['activate', 'grantGroup']);

function isRefused(mark: Guarded, item: UnguardedItem, { identity, trigger }: GuardInput): boolean {
  if (item.action === 'link') return false;
  // Whoever could set the mail of somebody powerful on the site could have a new password sent there.
  const moves = item.side === 'cms' && (item.action === 'setPassword' || identifies(item, identity).length > 0);
  // A deletion can't be taken back, so nobody with power over the site goes that way.
  const erases = item.side === 'cms' && item.action === 'delete';
  switch (mark) {
    case 'administrator':
      // What Okta's SCIM client asks for comes without a person, and one token stands for all of Okta.
      return moves || erases || (trigger === 'scim' && (takesAccess.has(item.action) || givesPower.has(item.action)));
    case 'powerful':
      // Such a person can become an administrator, and may leave like anybody.
      return moves || erases || (trigger === 'scim' && item.action === 'activate');
    // A write of any kind is more than these two allow: one would end our own access, the other is somebody's order.
    case 'tokenOwner':
      return item.side === 'okta' || takesAccess.has(item.action);
    case 'named':
      return true;
    case 'root':
    case 'lastAdministrator':
    case 'signedIn':
    case 'ownAccount':
      return takesAccess.has(item.action) || moves || (item.side === 'cms' && givesPower.has(item.action));
  }
}

function identifies(item: UnguardedItem, identity: GuardInput['identity']): string[] {
  return Object.keys(item.after ?? {}).filter((name) => identity[item.side].has(name));
}

/** Absence taken from a listing that was cut short removes nobody. */
function unproven(item: UnguardedItem, { observed, named, absenceProven, told }: GuardInput): Verdict | null {
  // A named account was asked for by id, which needs no listing.
  if (item.reason !== 'goneAtSource' || named || absenceProven || told?.deleted) return null;
  if (observed[item.source].complete) return null;
  const list = item.source === 'cms' ? 'The site’s list' : 'Okta’s list';
  return { is: 'refuse', code: 'partial_listing', text: `${list} was not complete, so nobody counts as gone.` };
}

function needsPerson(item: UnguardedItem, input: GuardInput): Verdict | null {
  if (input.named && item.reason !== 'goneAtSource') return null;
  // The client has signed in as Okta, and what it asks for is the change itself.
  if (input.trigger === 'scim') return null;
  const unattended = input.trigger === 'schedule' || input.trigger === 'event';
  if (item.action === 'delete') {
    const text = `Deleting ${inSide[item.side]} can’t be undone, so it waits for a person.`;
    return { is: 'hold', code: 'needs_approval', text };
  }
  if (item.action === 'link' && unattended && input.connection.match.adopt !== 'exact') {
    return {
      is: 'hold',
      code: 'needs_approval',
      text: 'Linking an Okta user met for the first time waits for a person.',
    };
  }
  if (item.action === 'setPassword' && item.secret === 'captured' && !byAdministrator(item, input)) {
    const text = 'A password that a person changes for themselves is not sent to Okta.';
    return { is: 'refuse', code: 'protected', text };
  }
  if (byAdministrator(item, input)) return null;
  const moved = identifies(item, input.identity);
  // Undo brings back what was there before our own write, so nobody is taken over by it.
  if (item.action !== 'update' || item.reason === 'undo' || moved.length === 0) return null;
  const verb = moved.length > 1 ? 'decide' : 'decides';
  const text = `${moved.join(' and ')} ${verb} who can sign in. The change was seen ${inSide[otherSide(item.side)]} without knowing who made it.`;
  return { is: 'hold', code: 'needs_approval', text };
}

/** Somebody with the right to edit others used the site's form: whoever edits the own account shows no such right. */
function byAdministrator(item: UnguardedItem, { told, guarded }: GuardInput): boolean {
  return told?.form === true && item.source === 'cms' && !(guarded.get(item.id) ?? []).includes('signedIn');
}

const brakeOf: Partial<Record<Action, BrakeName>> = {
  create: 'create',
  update: 'update',
  setPassword: 'update',
  suspend: 'deactivate',
  deactivate: 'deactivate',
  delete: 'delete',
  revokeGroup: 'revokeGroup',
};

/** How many items of a kind may pass: the lower of count and percent of the linked accounts, but never below the floor. */
export function brakeLimit(brake: Connection['brakes'][BrakeName], linked: number): number {
  return Math.max(brake.floor, Math.min(brake.count, Math.floor((brake.percent / 100) * linked)));
}

function trippedBrake(items: readonly PlanItem[], input: GuardInput): Guardedness['brake'] {
  const sides = new Map<BrakeName, Side[]>();
  const add = (name: BrakeName, side: Side) => {
    const found = sides.get(name);
    if (found) found.push(side);
    else sides.set(name, [side]);
  };
  for (const item of items) {
    if (item.verdict.is !== 'allow') continue;
    const name = brakeOf[item.action];
    if (name) add(name, item.side);
    if (item.effects.some((effect) => effect === 'cmsMail' || effect === 'oktaMail')) add('mail', item.side);
  }
  const over = [...sides].flatMap(([name, found]) => {
    const limit = brakeLimit(input.connection.brakes[name], input.linked);
    const places = (['okta', 'cms'] as const).filter((side) => found.includes(side));
    return found.length > limit ? [{ name, count: found.length, limit, sides: places }] : [];
  });
  if (over.length === 0) return null;
  const text = `${over.map(brakeText).join('. ')}. Nothing is written until a person approves this plan.`;
  return { code: 'brake', text, over };
}

const brakeWords: Record<BrakeName, string> = {
  create: 'would be created',
  update: 'would be updated',
  deactivate: 'would be switched off',
  delete: 'would be deleted',
  revokeGroup: 'would lose a group',
  mail: 'would get a mail',
};

/** Brakes whose text says where it would happen. */
const told: ReadonlySet<BrakeName> = new Set(['create', 'update', 'deactivate', 'delete']);

function brakeText({ name, count, limit, sides }: OverLimit): string {
  const places = sides.map((side) => inSide[side]).join(' or ');
  const what = told.has(name) ? `${brakeWords[name]} ${places}` : brakeWords[name];
  return `${count} ${count === 1 ? 'user' : 'users'} ${what}, the limit for one run is ${limit}`;
}
