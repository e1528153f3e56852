import type { Account, Attrs, Entry, ErrorCode, Image, Side, State } from '@rollcall/shared';

import type { Directory } from '../directory/directory.ts';
import { sameValue } from './map.ts';

/** An entry of the activity that is to be taken back, with its values where these are still kept. */
export interface Undoable {
  entry: Entry;
  image: Image | null;
}

/** What taking back comes to for one account: where it should stand, and what can't be taken back and why. */
export interface Outlook {
  /** Values to write, by the account's own names; only those that differ from the present ones. */
  values: Attrs;
  /** Memberships to give or take, by the group's id, with the group's name where it is known. */
  groups: Map<string, { member: boolean; name: string | null }>;
  /** The state to bring it to; null where it stays. */
  state: State | null;
  /** The link between the two accounts is to be taken away. */
  unlink: boolean;
  left: { code: ErrorCode | null; text: string }[];
}

export interface OutlookInput {
  /** Newest first, all about one account on one side. */
  undoables: readonly Undoable[];
  side: Side;
  /** The account as just read; null where it is gone. */
  account: Account | null;
  directory: Pick<Directory, 'fields' | 'normalise' | 'capabilities'>;
  linked: boolean;
}

/**
 * Where an account would stand without some of what was done to it. Goes back entry by entry and takes back only what
 * still is as it was written; what somebody changed since stays, and so does all that was done to it before. Pure.
 */
export function outlookOf(input: OutlookInput): Outlook {
  const { account, undoables, directory } = input;
  if (!account) {
    const deleted = undoables.some(({ entry }) => entry.type === 'delete');
    const gone = {
      code: 'not_found' as const,
      text: 'The account is not there any more, so nothing of it can be taken back.',
    };
    return { values: {}, groups: new Map(), state: null, unlink: false, left: [deleted ? deletion : gone] };
  }
  const fold: Fold = {
    input,
    values: { ...account.attributes },
    state: account.state,
    groups: new Map(),
    touched: new Set(),
    blocked: new Set(),
    unlink: false,
    left: [],
  };
  for (const undoable of undoables) takeBack(undoable, fold);
  const moved = [...fold.touched].filter((name) => !same(name, fold.values[name], account.attributes[name], fold));
  const state = fold.state === account.state ? null : fold.state;
  const off = fold.state === 'deactivated' && !directory.capabilities.editDeactivated;
  if (off && moved.length > 0 && !undoables.some(({ entry }) => entry.type === 'create')) {
    tell(fold, 'wrong_state', `${list(moved)}: a deactivated user can’t be changed. Reactivate the user first.`);
  }
  const values = off ? {} : Object.fromEntries(moved.map((name) => [name, fold.values[name] ?? null]));
  const isIn = (group: string) => account.groups?.includes(group) ?? false;
  const groups = new Map([...fold.groups].filter(([group, { member }]) => member !== isIn(group)));
  return { values, groups, state, unlink: fold.unlink, left: fold.left };
}

const deletion = { code: 'unsupported', text: 'A deletion can’t be taken back.' } as const;

interface Fold {
  input: OutlookInput;
  /** The account as it would stand after what was taken back so far. */
  values: Attrs;
  state: State;
  groups: Outlook['groups'];
  touched: Set<string>;
  /** What was changed since by others, or can't be known: `state`, an attribute, or a group's id. */
  blocked: Set<string>;
  unlink: boolean;
  left: Outlook['left'];
}

function takeBack({ entry, image }: Undoable, fold: Fold): void {
  switch (entry.type) {
    case 'update':
      takeBackValues(entry, image, fold);
      return;
    case 'create':
      takeBackCreate(fold);
      return;
    case 'activate':
    case 'resume':
    case 'suspend':
    case 'deactivate':
      takeBackState(entry, image, fold);
      return;
    case 'grantGroup':
    case 'revokeGroup':
      takeBackMembership(entry, image, fold);
      return;
    case 'link':
      if (fold.input.linked) fold.unlink = true;
      return;
    case 'unlink':
      tell(fold, 'unsupported', 'Unlinking can’t be taken back. Sync the user by name to link again.');
      return;
    case 'delete':
      takeBackDelete(entry, image, fold);
      return;
    case 'invite':
      tell(fold, 'unsupported', 'A mail that was sent can’t be taken back.');
      return;
    case 'setPassword':
      tell(fold, 'unsupported', 'A password can’t be taken back: the one before it is not kept.');
      return;
    default:
      tell(fold, 'unsupported', `"${entry.type}" can’t be taken back.`);
  }
}

function takeBackValues(entry: Entry, image: Image | null, fold: Fold): void {
  const { directory } = fold.input;
  const names = entry.fields.filter((name) => name !== 'state');
  if (!image) {
    for (const name of names) fold.blocked.add(name);
    tell(fold, 'not_found', `${list(names)}: the values before are no longer kept.`);
    return;
  }
  const written = directory.normalise(image.after ?? {});
  const hidden = names.filter((name) => !(name in written));
  const open = names.filter((name) => name in written && !fold.blocked.has(name));
  const moved = open.filter((name) => !same(name, fold.values[name], written[name], fold));
  for (const name of [...hidden, ...moved]) fold.blocked.add(name);
  if (hidden.length > 0) tell(fold, 'unsupported', `${list(hidden)}: values of sensitive attributes are not kept.`);
  if (moved.length > 0) tell(fold, 'moved', `${list(moved)}: changed since, so left alone.`);
  for (const name of open) {
    if (fold.blocked.has(name)) continue;
    fold.values[name] = image.before?.[name] ?? null;
    fold.touched.add(name);
  }
}

/** A user made by mistake must not be able to sign in; for good it is removed only by name. */
function takeBackCreate(fold: Fold): void {
  fold.touched.clear();
  fold.state = 'deactivated';
  const where = fold.input.side === 'okta' ? 'in Okta, deactivated' : 'on the site, blocked';
  tell(fold, null, `The user stays ${where}. Deleting must be asked for by name.`);
}

function takeBackState(entry: Entry, image: Image | null, fold: Fold): void {
  if (fold.blocked.has('state')) return;
  const [before, after] = [image?.before?.['state'], image?.after?.['state']];
  const block = (code: ErrorCode, text: string): void => {
    fold.blocked.add('state');
    tell(fold, code, text);
  };
  if (before === undefined || after === undefined) {
    block('not_found', 'The state before is no longer kept.');
  } else if (fold.state !== after) {
    block('moved', 'Its state was changed since, so it is left alone.');
  } else if (entry.type === 'activate' || entry.type === 'resume') {
    fold.state = before === 'suspended' ? 'suspended' : 'deactivated';
  } else if (before === 'active' || (before === 'suspended' && after === 'suspended')) {
    fold.state = before;
  } else {
    block('wrong_state', `It was ${String(before)} before, and there is no way back to that. Activate it by name.`);
  }
}

/** An account that is still there was only blocked by its site. */
function takeBackDelete(entry: Entry, image: Image | null, fold: Fold): void {
  if (fold.input.side === 'okta') {
    tell(fold, deletion.code, deletion.text);
    return;
  }
  takeBackState(entry, image && { ...image, after: { state: 'deactivated' } }, fold);
  tell(fold, null, 'What the site did with the content of the account stays as it is.');
}

function takeBackMembership({ subject, type }: Entry, image: Image | null, fold: Fold): void {
  const group = subject.group ?? '';
  if (fold.blocked.has(group)) return;
  const named = image?.before?.['group'] ?? image?.after?.['group'];
  const name = typeof named === 'string' ? named : null;
  const given = type === 'grantGroup';
  const present = fold.input.account?.groups ?? null;
  const member = fold.groups.get(group)?.member ?? present?.includes(group);
  if (member === given) {
    fold.groups.set(group, { member: !given, name });
    return;
  }
  fold.blocked.add(group);
  if (member === undefined) tell(fold, 'missing_group', `${name ?? group}: the connection no longer maps it.`);
  else tell(fold, 'moved', `${name ?? group}: changed since, so left alone.`);
}

function tell(fold: Fold, code: ErrorCode | null, text: string): void {
  fold.left.push({ code, text });
}

function same(name: string, left: unknown, right: unknown, { input }: Fold): boolean {
  return sameValue(name, left, right, input.directory.fields);
}

function list(names: readonly string[]): string {
  return names.join(', ');
}
