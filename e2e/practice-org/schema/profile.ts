import type { AttributeDefinition, Profile } from '../model.ts';
import { validationFailed } from '../okta-error.ts';
import type { State } from '../store/state.ts';
import { baseOf } from './schema.ts';

export interface ProfileCheck {
  readonly state: Pick<State, 'attributes' | 'users'>;
  readonly profile: Profile;
  /** The user being changed, whose own login and unique values are not in the way; null on create. */
  readonly userId: string | null;
}

// Okta publishes these three texts; the wording of the others below was not to be had and is ours.
const blank = 'The field cannot be left blank';
const notAnEmail = 'Does not match required pattern';
const taken = 'An object with this field already exists in the current organization';

const email = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Throws E0000001 naming every attribute of the profile that the schema refuses, in the order login, names, email, rest. */
export function checkProfile({ state, profile, userId }: ProfileCheck): void {
  const schema = { ...baseOf(state), ...state.attributes.custom };
  const unknown = Object.keys(profile).filter((name) => !Object.hasOwn(schema, name));
  if (unknown.length > 0)
    throw validationFailed(
      unknown.map((name) => `${name}: The property is not defined in the profile schema`),
      userId === null ? 'newUser' : 'user',
    );
  const causes = Object.entries(schema).flatMap(([name, definition]) =>
    checkAttribute(name, definition, profile[name]).map((reason) => `${name}: ${reason}`),
  );
  if (causes.length === 0) causes.push(...takenCauses({ state, profile, userId }));
  if (causes.length > 0) throw validationFailed(causes);
}

/** Null, as Okta reads it, removes a value: the same as leaving it out. */
export function withoutNulls(profile: Profile): Profile {
  return Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== null));
}

function takenCauses({ state, profile, userId }: ProfileCheck): string[] {
  const causes: string[] = [];
  const owner = state.users.byLogin(String(profile['login']));
  if (owner !== undefined && owner.id !== userId) causes.push(`login: ${taken}`);
  for (const [name, definition] of Object.entries(state.attributes.custom)) {
    if (definition.unique === undefined || definition.unique === false) continue;
    const other = state.users.ownerOf(name, profile[name]);
    if (other !== undefined && other.id !== userId) causes.push(`${name}: ${taken}`);
  }
  return causes;
}

function checkAttribute(name: string, definition: AttributeDefinition, value: unknown): string[] {
  if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) {
    if (definition.required !== true) return [];
    return name === 'email' ? [blank, notAnEmail] : [blank];
  }
  return checkType(definition, value) ?? checkValue(name, definition, value);
}

function checkType(definition: AttributeDefinition, value: unknown): string[] | undefined {
  const types: Record<AttributeDefinition['type'], (one: unknown) => boolean> = {
    string: (one) => typeof one === 'string',
    boolean: (one) => typeof one === 'boolean',
    number: (one) => typeof one === 'number',
    integer: (one) => Number.isInteger(one),
    array: (one) => Array.isArray(one),
  };
  return types[definition.type](value) ? undefined : [`Must be of type ${definition.type}`];
}

function checkValue(name: string, definition: AttributeDefinition, value: unknown): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const choices = choicesOf(definition);
  if (choices !== undefined && !values.every((one) => choices.includes(one)))
    return ['Value is not one of the options'];
  if (Array.isArray(value)) {
    const type = definition.items?.['type'];
    return typeof type === 'string' && values.some((one) => !isOfType(one, type))
      ? [`Items must be of type ${type}`]
      : [];
  }
  if (typeof value === 'number') return checkNumber(definition, value);
  return typeof value === 'string' ? checkText(name, definition, value) : [];
}

function checkNumber(definition: AttributeDefinition, value: number): string[] {
  if (definition.minimum !== undefined && value < definition.minimum) return [`Must be at least ${definition.minimum}`];
  if (definition.maximum !== undefined && value > definition.maximum) return [`Must be at most ${definition.maximum}`];
  return [];
}

function checkText(name: string, definition: AttributeDefinition, value: string): string[] {
  const causes: string[] = [];
  const { minLength, maxLength, pattern, format } = definition;
  if (maxLength !== undefined && value.length > maxLength)
    causes.push(`The field cannot exceed ${maxLength} characters`);
  if (minLength !== undefined && value.length < minLength)
    causes.push(`The field must have at least ${minLength} characters`);
  // Okta stores at most three bytes a character, which leaves out emoji.
  if (/[\u{10000}-\u{10FFFF}]/u.test(value)) causes.push('The field contains unsupported characters');
  if (name === 'login' && pattern === undefined && !email.test(value))
    causes.push('Username must be in the form of an email address');
  if (format === 'email' && !email.test(value)) causes.push(notAnEmail);
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, 'u').test(value)) causes.push(notAnEmail);
  return causes;
}

function choicesOf(definition: AttributeDefinition): readonly unknown[] | undefined {
  const source = definition.type === 'array' ? definition.items : definition;
  const oneOf = source?.['oneOf'];
  if (Array.isArray(oneOf)) return oneOf.map((choice: { const?: unknown }) => choice.const);
  const choices = source?.['enum'];
  return Array.isArray(choices) ? choices : undefined;
}

function isOfType(value: unknown, type: string): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}
