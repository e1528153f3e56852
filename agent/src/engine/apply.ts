import { SyncError } from '@rollcall/shared';
import type { Account, Attrs, Connection, DirectoryGroup, PlanItem, Problem } from '@rollcall/shared';

import type { CallOptions, Directory, FindKey } from '../directory/directory.ts';
import { applyDelete } from './apply-delete.ts';
import { inviteMade } from './apply-invite.ts';
import { draftSecret, refuseMissing, setPassword } from './apply-password.ts';
import type { TakePassword } from './apply-password.ts';
import { changeMember, isAsWanted, isGroupItem, readFor, stillOwned } from './apply-group.ts';
import { applyRole, isRoleItem } from './apply-role.ts';
import { isOff } from './compare-state.ts';
import { inSide, otherSide, sideName } from './direction.ts';
import { accountHash } from './hash.ts';
import { mappedNames, mapToOkta, sameValue } from './map.ts';
import { cmsValuesOf } from './map-back.ts';
import type { Sides } from './observe.ts';
import type { Steps } from './steps.ts';

export interface ApplyInput {
  item: PlanItem;
  sides: Sides;
  connection: Connection;
  signal: AbortSignal;
  sleep: (ms: number) => Promise<void>;
  steps: Steps;
  /** The source as this very run read it; null when a saved plan is applied, so that it must be read again. */
  source: Account | null;
  /** Other items of the run aim at the same target. */
  shared: boolean;
  /** Other items of the run write to the source. */
  sourceShared: boolean;
  /** The password that the item brings. */
  password: TakePassword;
  /** Called when the target is as expected and the next call has an effect. */
  beforeEffect: () => Promise<void>;
}

export interface Applied {
  /** Source and target as read back; null where they are gone. */
  cms: Account | null;
  okta: Account | null;
  evidence: 'readBack' | 'answer' | 'none';
  /** What did not work beside the change itself, which is done. */
  note?: Problem;
  /** A role that was made. */
  group?: DirectoryGroup;
}

/**
 * Carries out one planned item and reads it back. Adds nothing to the plan: a target or source that moved since then is
 * `moved`, a created login that is taken meanwhile is `conflict`. The only place from which an account is changed.
 */
export async function applyItem(input: ApplyInput): Promise<Applied> {
  const { item, sides, steps } = input;
  if (isRoleItem(item)) return applyRole(input);
  const directory = sides[item.side];
  const source = await steps.run('source', () => readSource(input));
  const applied = (account: Account | null, evidence: Applied['evidence']): Applied =>
    item.side === 'cms' ? { cms: account, okta: source, evidence } : { cms: source, okta: account, evidence };
  if (item.action === 'create') {
    const made = await createAndRead(input);
    const note = await inviteMade(item, made, { directory, steps, options: { signal: input.signal } });
    return { ...applied(made, 'readBack'), ...(note ? { note } : {}) };
  }
  const target = item.subject[item.side];
  if (!target) throw new SyncError('internal', 'A planned item names no target.');
  await steps.run('expect', () => refuseMoved(input, target.id));
  if (item.action === 'link' || item.action === 'unlink') {
    const account = await steps.run('verify', () => directory.get(target.id, { signal: input.signal }));
    return applied(account, 'none');
  }
  await input.beforeEffect();
  if (item.action === 'delete') {
    const { account, note } = await applyDelete(item, directory, { steps, options: { signal: input.signal } });
    return { ...applied(account, 'readBack'), ...(note ? { note } : {}) };
  }
  try {
    await steps.run('act', () => act(item, directory, input));
  } catch (error) {
    throw await withHolder(error, item, directory);
  }
  const account = await steps.run('verify', () => readBack(target.id, item, directory, input));
  // What a password is can't be read back.
  return applied(account, item.action === 'setPassword' ? 'answer' : 'readBack');
}

/** A name or mail that is taken, with who has it: of two users that swap theirs, both must be known to choose. */
async function withHolder(error: unknown, item: PlanItem, directory: Directory): Promise<unknown> {
  const { login, email } = directory.fields;
  if (!(error instanceof SyncError) || error.code !== 'conflict' || item.action !== 'update') return error;
  const field = error.problem.field === email ? email : login;
  const wanted = item.after?.[field];
  if (typeof wanted !== 'string') return error;
  const key = field === email ? { email: wanted } : { login: wanted };
  const holder = await firstOther(directory, key, item.subject[item.side]?.id);
  if (!holder) return error;
  const text = `${item.subject.label} can’t be given ${wanted} ${inSide[item.side]}: ${holder.displayName ?? holder.login} has it.`;
  const next = 'Give one of the two another value first, then sync both.';
  return new SyncError('conflict', text, { field, next, cause: error });
}

/** Whether an account already is as the item wants it: how verify and a resumed run decide. */
export function fulfils(account: Account, item: PlanItem, directory: Directory): boolean {
  return unfulfilled(account, item, directory).length === 0;
}

/** Whether an account still is as it was when the item was planned. */
export function unmoved(account: Account, item: PlanItem, directory: Directory): boolean {
  if (isGroupItem(item)) return !isAsWanted(account, item);
  return differing(account, item.before ?? {}, directory).length === 0;
}

async function firstOther(directory: Directory, key: FindKey, id: string | undefined): Promise<Account | null> {
  try {
    const found = await directory.find(key);
    return found.find((each) => each.ref.id !== id) ?? null;
  } catch {
    // The refusal itself is what counts; this look only adds a name to it.
    return null;
  }
}

async function readSource(input: ApplyInput): Promise<Account | null> {
  const { item, sides, connection, signal, source, sourceShared } = input;
  const from = otherSide(item.side);
  const ref = item.subject[from];
  if (!ref || item.sourceExpect === null) return null;
  const account = source ?? (await sides[from].get(ref.id, { signal }));
  const isSame = accountHash(account, mappedNames(connection, from)) === item.sourceExpect;
  // What is taken back no longer is what the other side asked for.
  const followsSource = isGroupItem(item) && item.reason !== 'undo';
  const isMeant = followsSource
    ? (isSame || sourceShared) && (await stillOwned(account, item, { directory: sides[from], connection }))
    : isSame || (sourceShared && stillCalls(account, input));
  if (isMeant) return account;
  throw new SyncError('moved', `${item.subject.label} was changed ${inSide[from]} after the plan was made.`);
}

/** Whether a source that the run itself has written to still calls for the item. */
function stillCalls(source: Account, { item, sides, connection }: ApplyInput): boolean {
  const { state, ...attributes } = item.after ?? {};
  const values =
    item.side === 'okta' ? mapToOkta(source, connection, []).values : cmsValuesOf(source, connection, sides);
  const { fields } = sides[item.side];
  const same = Object.keys(attributes).every((name) => sameValue(name, attributes[name], values[name], fields));
  return same && (state === undefined || isOff(source.state) === (state !== 'active' && state !== 'staged'));
}

async function refuseMoved({ item, sides, connection, signal, shared }: ApplyInput, id: string): Promise<void> {
  const directory = sides[item.side];
  const present = await readFor(item, directory, id, { signal });
  // An item may meet an account which another one of the same plan has changed: then only what it writes is compared.
  const asPlanned =
    shared || item.needs.length > 0
      ? unmoved(present, item, directory)
      : item.expect === null || accountHash(present, mappedNames(connection, item.side)) === item.expect;
  if (asPlanned || fulfils(present, item, directory)) return;
  throw new SyncError('moved', `${item.subject.label} was changed ${inSide[item.side]} after the plan was made.`);
}

async function createAndRead(input: ApplyInput): Promise<Account> {
  const { item, signal, steps } = input;
  const directory = input.sides[item.side];
  const { state, ...attributes } = item.after ?? {};
  const secret = await draftSecret(item, directory, input.password, { signal });
  await input.beforeEffect();
  const made = await steps.run('act', () =>
    directory.create({ attributes, state: isStartState(state) ? state : 'active', ...secret }, { signal }),
  );
  return steps.run('verify', async () => {
    await refuseMissing(item, directory, made.ref.id);
    return readBack(made.ref.id, item, directory, input);
  });
}

function isStartState(state: unknown): state is 'staged' | 'deactivated' {
  return state === 'staged' || state === 'deactivated';
}

async function act(item: PlanItem, directory: Directory, input: ApplyInput): Promise<void> {
  const options: CallOptions = { signal: input.signal };
  const id = item.subject[item.side]?.id ?? '';
  switch (item.action) {
    case 'update':
      await directory.update(id, item.after ?? {}, options);
      return;
    case 'activate':
    case 'resume':
      await directory.setState(id, 'active', options);
      return;
    case 'invite':
      if (!directory.invite) throw new SyncError('unsupported', 'This directory sends no activation mails.');
      await directory.invite(id, options);
      return;
    case 'suspend':
      await directory.setState(id, 'suspended', options);
      return;
    case 'deactivate':
      await directory.setState(id, 'deactivated', options);
      return;
    case 'grantGroup':
    case 'revokeGroup':
      await changeMember(item, directory, options);
      return;
    case 'setPassword':
      await setPassword(item, directory, input.password, options);
      return;
    default:
      throw new SyncError('unsupported', `"${item.action}" can’t be applied by this version.`);
  }
}

/** How often a read-back is repeated before its difference counts: Okta's activation is finished in the background. */
const readBackWaits = [0, 300, 1000, 3000];

async function readBack(id: string, item: PlanItem, directory: Directory, input: ApplyInput): Promise<Account> {
  let fields: string[] = [];
  for (const wait of readBackWaits) {
    if (wait > 0) await input.sleep(wait);
    const account = await readFor(item, directory, id, { signal: input.signal });
    fields = unfulfilled(account, item, directory);
    if (fields.length === 0) return account;
  }
  throw new SyncError(
    'server_fault',
    `${sideName[item.side]} accepted the change, but ${fields.join(', ')} read back differently.`,
    {
      next: `Look at the user ${inSide[item.side]}, then read both sides again.`,
      retry: 'never',
    },
  );
}

function unfulfilled(account: Account, item: PlanItem, directory: Directory): string[] {
  if (isGroupItem(item)) return isAsWanted(account, item) ? [] : ['group'];
  return differing(account, item.after ?? {}, directory);
}

function differing(account: Account, wanted: Attrs, directory: Directory): string[] {
  const { state, ...attributes } = wanted;
  const normal = directory.normalise(attributes);
  const fields = Object.keys(normal).filter(
    (name) => !sameValue(name, normal[name], account.attributes[name], directory.fields),
  );
  // Okta makes an invited user PROVISIONED and one with a password ACTIVE: both are `active` to us.
  if (state !== undefined && state !== account.state) fields.push('state');
  return fields;
}
