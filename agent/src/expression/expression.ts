import { SyncError } from '@rollcall/shared';
import type { AttributeValue, Attrs, Problem } from '@rollcall/shared';

/**
 * What an expression is for: a `condition` answers true or false, a `value` is a text with `${…}` in it, or one `${…}`
 * whose value keeps its type, and a `name` is a value that is a text and never empty.
 */
export type Kind = 'condition' | 'value' | 'name';

/** The account that an expression reads: the site's under `site`, Okta's under `okta`. */
export type Root = 'site' | 'okta';

/** What is wrong with an expression; `from` and `to` are offsets into its text, in UTF-16 units. */
export interface Flaw {
  text: string;
  next: string;
  from: number;
  to: number;
}

/** One attribute that an expression reads; `key` is its name among an account's values, `path` its name in CEL. */
export interface Read {
  root: Root;
  key: string;
  path: string;
}

/**
 * The values of each account that there is, by key. A key with `null` is known to be empty, a missing one was not read; an
 * account that is not there is missing as a whole.
 */
export type Input = Partial<Record<Root, Attrs>> & {
  /** Whether the Okta user is in the group of this name; only for conditions that may test groups. */
  isInGroup?: (name: string) => boolean;
};

export type Outcome = { is: 'value'; value: AttributeValue } | { is: 'undecided'; problem: Problem };

/** An expression that was read once and runs for any number of users. */
export interface Expression {
  /** Empty where it can be used. */
  flaws: readonly Flaw[];
  reads: readonly Read[];
  /** Names of the groups that it tests, as they are written in it. */
  groups: readonly string[];
  /** Never throws and has no effect: what can't be worked out for a user is `undecided` with the reason. */
  run(input: Input): Outcome;
}

export function undecided(text: string, field: string | null = null, next?: string): Outcome {
  const options = { ...(field === null ? {} : { field }), ...(next === undefined ? {} : { next }) };
  return { is: 'undecided', problem: new SyncError('undecided', text, options).problem };
}

/** A flaw as one sentence with its place, counted from 1. */
export function flawText({ text, from }: Flaw): string {
  return `Character ${from + 1}: ${text}`;
}
