import { SyncError } from '@rollcall/shared';
import type { Account, Attrs, Connection, PlanItem } from '@rollcall/shared';

import type { CallOptions, Directory } from '../directory/directory.ts';
import { draftSecret, refuseMissing, setPassword } from './apply-password.ts';
import type { TakePassword } from './apply-password.ts';
import { accountHash } from './hash.ts';
import { mappedCmsNames, mappedOktaNames, sameValue } from './map.ts';
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
}

/**
 * Carries out one planned item and reads it back. Adds nothing to the plan: a target or source that moved since then is
 * `moved`, a created login that is taken meanwhile is `conflict`. The only place from which an account is changed.
 */
export async function applyItem(input: ApplyInput): Promise<Applied> {
  const { item, sides, steps } = input;
  const cms = await steps.run('source', () => readSource(input));
  if (item.action === 'create') {
    const okta = await createAndRead(input);
    return { cms, okta, evidence: 'readBack' };
  }
  const target = item.subject.okta;
  if (!target) throw new SyncError('internal', 'A planned item names no target.');
  await steps.run('expect', () => refuseMoved(input, target.id));
  if (item.action === 'link' || item.action === 'unlink') {
    const okta = await steps.run('verify', () => sides.okta.get(target.id, { signal: input.signal }));
    return { cms, okta, evidence: 'none' };
  }
  await input.beforeEffect();
  await steps.run('act', () => act(item, sides.okta, input));
  const okta = await steps.run('verify', () => verify(item, sides.okta, input));
  // What a password is can't be read back.
  return { cms, okta, evidence: item.action === 'setPassword' ? 'answer' : 'readBack' };
}

/** Whether an account already is as the item wants it: how verify and a resumed run decide. */
export function fulfils(account: Account, item: PlanItem, directory: Directory): boolean {
  return differing(account, item.after ?? {}, directory).length === 0;
}

/** Whether an account still is as it was when the item was planned. */
export function unmoved(account: Account, item: PlanItem, directory: Directory): boolean {
  return differing(account, item.before ?? {}, directory).length === 0;
}

async function readSource({ item, sides, connection, signal, source }: ApplyInput): Promise<Account | null> {
  if (!item.subject.cms || item.sourceExpect === null) return null;
  const account = source ?? (await sides.cms.get(item.subject.cms.id, { signal }));
  if (accountHash(account, mappedCmsNames(connection)) !== item.sourceExpect) {
    throw new SyncError('moved', `${item.subject.label} was changed on the site after the plan was made.`);
  }
  return account;
}

async function refuseMoved({ item, sides, connection, signal, shared }: ApplyInput, id: string): Promise<void> {
  const present = await sides.okta.get(id, { signal });
  // An item may meet an account which another one of the same plan has changed: then only what it writes is compared.
  const asPlanned =
    shared || item.needs.length > 0
      ? unmoved(present, item, sides.okta)
      : accountHash(present, mappedOktaNames(connection)) === item.expect;
  if (asPlanned || fulfils(present, item, sides.okta)) return;
  throw new SyncError('moved', `${item.subject.label} was changed in Okta after the plan was made.`);
}

async function createAndRead(input: ApplyInput): Promise<Account> {
  const { item, sides, signal, steps } = input;
  const { state, ...attributes } = item.after ?? {};
  const secret = await draftSecret(item, sides.okta, input.password, { signal });
  await input.beforeEffect();
  const made = await steps.run('act', () =>
    sides.okta.create({ attributes, state: state === 'staged' ? 'staged' : 'active', ...secret }, { signal }),
  );
  return steps.run('verify', async () => {
    await refuseMissing(item, sides.okta, made.ref.id);
    return readBack(made.ref.id, item, sides.okta, input);
  });
}

async function act(item: PlanItem, directory: Directory, input: ApplyInput): Promise<void> {
  const options: CallOptions = { signal: input.signal };
  const id = item.subject.okta?.id ?? '';
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
    case 'delete':
      if (!directory.remove) throw new SyncError('unsupported', 'This directory can’t delete accounts.');
      await directory.remove(id, options);
      return;
    case 'setPassword':
      await setPassword(item, directory, input.password, options);
      return;
    default:
      throw new SyncError('unsupported', `"${item.action}" can’t be applied by this version.`);
  }
}

async function verify(item: PlanItem, directory: Directory, input: ApplyInput): Promise<Account | null> {
  const id = item.subject.okta?.id ?? '';
  if (item.action !== 'delete') return readBack(id, item, directory, input);
  try {
    await directory.get(id, { signal: input.signal });
  } catch (error) {
    if (error instanceof SyncError && error.code === 'not_found') return null;
    throw error;
  }
  throw new SyncError('server_fault', `${item.subject.label} is still there after the deletion was accepted.`);
}

/** How often a read-back is repeated before its difference counts: Okta's activation is finished in the background. */
const readBackWaits = [0, 300, 1000, 3000];

async function readBack(id: string, item: PlanItem, directory: Directory, input: ApplyInput): Promise<Account> {
  let fields: string[] = [];
  for (const wait of readBackWaits) {
    if (wait > 0) await input.sleep(wait);
    const account = await directory.get(id, { signal: input.signal });
    fields = differing(account, item.after ?? {}, directory);
    if (fields.length === 0) return account;
  }
  throw new SyncError('server_fault', `Okta accepted the change, but ${fields.join(', ')} read back differently.`, {
    next: 'Look at the user in Okta, then read both sides again.',
    retry: 'never',
  });
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
