import { type Account, type Attrs, type ErrorCode, type Problem, type State, SyncError } from '@rollcall/shared';
import { expect } from 'vitest';
import type { Directory, Draft } from '../directory.ts';

/** Calls that a backend's control can make fail. */
export type FaultyCall = 'get' | 'list' | 'create' | 'update';

/**
 * How a call fails: asked to wait (429), a fault of the server (500), a gateway's HTML page (502), a connection cut
 * while the answer is awaited, or an answer that takes at least two seconds.
 */
export type Fault = 'limited' | 'broken' | 'html' | 'cut' | 'slow';

/** What the suite may do behind the directory's back. A seam that a backend lacks skips the cases that need it. */
export interface Control {
  /** Values that must not show in any error. */
  readonly secrets: readonly string[];
  /** An id of the right form that nobody has. */
  readonly unknownId: string;
  /** Removes the account for good, as another administrator would. */
  remove?: (id: string) => Promise<void>;
  /** Changes attributes, as another administrator would. */
  change?: (id: string, attributes: Attrs) => Promise<void>;
  /** Makes the next such call fail, once. */
  failNext?: (call: FaultyCall, fault: Fault) => Promise<void>;
  /** The same system, signed in to with a credential that it refuses. */
  withWrongCredential?: () => Directory;
  close?: () => Promise<void>;
}

/** Values that suit the backend, by its own attribute names. */
export interface Sample {
  /** Attributes of a new account: all that are required, login and mail included. No two tags may collide. */
  attributes: (tag: string) => Attrs;
  /** A free-text attribute that isn't required and may be emptied; null when the backend has none. */
  text: string | null;
  /** An attribute for a person's name, which takes any letters; null when the backend has none. */
  name: string | null;
  /** A password that the policy takes, and one that it refuses; null where there is no such password. */
  password: { good: string | null; weak: string | null };
}

export interface World {
  directory: Directory;
  control: Control;
  sample: Sample;
  /** A draft that collides with no other, active where the backend can start so. */
  draft: (more?: Partial<Draft>) => Draft;
  /** Creates an account and removes it after the case, where the backend can remove. */
  make: (more?: Partial<Draft>) => Promise<Account>;
}

/** Why a case can't run on this backend; null when it can. */
export type Need = (world: World) => string | null;

export interface Case {
  says: string;
  needs?: Need[];
  /** `skip` ends the case with a reason that only shows on the way. */
  run: (world: World, skip: Skip) => Promise<void>;
}

export type Skip = (reason: string) => never;

type Flag = 'remove' | 'groups' | 'setPassword' | 'verifyPassword' | 'changesSince' | 'invite' | 'uniqueEmail';

export const can =
  (flag: Flag): Need =>
  (world) =>
    world.directory.capabilities[flag] ? null : `the system has no ${flag}`;

export const cannot =
  (flag: Flag): Need =>
  (world) =>
    world.directory.capabilities[flag] ? `the system has ${flag}` : null;

export const reaches =
  (...states: State[]): Need =>
  (world) => {
    const missing = states.find((state) => !world.directory.capabilities.states.includes(state));
    return missing === undefined ? null : `the system has no way to ${missing}`;
  };

export const startsIn =
  (state: State): Need =>
  (world) =>
    world.directory.capabilities.createStates.includes(state) ? null : `no account can start ${state}`;

export const controls =
  (seam: 'remove' | 'change' | 'failNext' | 'withWrongCredential'): Need =>
  (world) =>
    world.control[seam] === undefined ? `the rig can't ${seam}` : null;

export const samples =
  (value: 'text' | 'name'): Need =>
  (world) =>
    world.sample[value] === null ? `the system has no ${value} attribute` : null;

export const samplesPassword =
  (value: 'good' | 'weak'): Need =>
  (world) =>
    world.sample.password[value] === null ? `there is no ${value} password to try` : null;

/** Narrows what a need has already promised. */
export function given<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('a case used what it did not ask for in `needs`');
  return value;
}

/** The problem that a call fails with; it must be one of `codes`, worded for a person, and show no secret. */
export async function refusal(
  world: World,
  call: Promise<unknown>,
  ...codes: [ErrorCode, ...ErrorCode[]]
): Promise<Problem> {
  const error: unknown = await call.then(
    () => expect.fail(`expected ${codes.join(' or ')}, but the call succeeded`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof SyncError)) throw error;
  expect(codes, error.message).toContain(error.code);
  expect(error.problem.detail).not.toBe('');
  expect(error.problem.next).not.toBe('');
  const shown = everythingIn(error);
  for (const secret of world.control.secrets) expect(shown).not.toContain(secret);
  return error.problem;
}

function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error ?? null);
  return [error.message, error.stack, JSON.stringify(error), everythingIn(error.cause)].join('\n');
}

/** All accounts of a listing, in the order of its pages. */
export async function listed(directory: Directory, pageSize?: number): Promise<Account[]> {
  const accounts: Account[] = [];
  for await (const page of directory.list(pageSize === undefined ? {} : { pageSize })) accounts.push(...page.accounts);
  return accounts;
}

/** Repeats a read that may lag until it holds, for ten seconds; answers the last read either way. */
export async function settled<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const value = await read();
    if (holds(value) || Date.now() > deadline) return value;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** What two reads of an unchanged account must agree on. */
export function facts(account: Account): Partial<Account> {
  const { ref, handle, login, email, displayName, state, detail, attributes, guarded, createdAt } = account;
  return { ref, handle, login, email, displayName, state, detail, attributes, guarded, createdAt };
}

export const ids = (accounts: readonly Account[]): string[] => accounts.map((account) => account.ref.id);

/** One attribute of a draft or account that the sample promises to be text. */
export function text(attributes: Attrs, name: string): string {
  const value = attributes[name];
  if (typeof value !== 'string') throw new Error(`${name} is no text`);
  return value;
}
