import { SyncError } from '@rollcall/shared';
import { connectionChange } from '@rollcall/shared/api';
import type { ConnectionAnswer, ConnectionChange } from '@rollcall/shared/api';
import { z } from 'zod';

import { formatCount } from './format.ts';
import { changeCustom } from './setting-custom.ts';
import { changeGroupMaps } from './setting-groups.ts';
import { changeMapping } from './setting-mapping.ts';

/** What `connection set` sends: each touched top-level setting, whole. */
export function changeOf(connection: ConnectionAnswer, assignments: readonly string[]): ConnectionChange {
  const draft = structuredClone(connectionChange.required().parse(connection));
  const touched = new Set<string>();
  for (const assignment of assignments) {
    const { path, text } = split(assignment);
    const [top = ''] = path;
    if (top === 'mapping') draft.mapping = changeMapping(draft.mapping, path, text);
    else if (top === 'groupMaps') draft.groupMaps = changeGroupMaps(draft.groupMaps, path, text);
    else if (top === 'scim' && path[1] === 'custom') draft.scim.custom = changeCustom(draft.scim.custom, path, text);
    else assign(draft, path, valueOf(schemaAt(path), path.join('.'), text));
    touched.add(top);
  }
  const change = connectionChange.safeParse(
    Object.fromEntries(Object.entries(draft).filter(([key]) => touched.has(key))),
  );
  if (change.success) return change.data;
  const [issue] = change.error.issues;
  const name = issue?.path.filter((part) => typeof part === 'string').join('.') ?? '';
  throw wrong(`The value for ${name} is refused.`, `It takes another value: ${issue?.message ?? 'as expected'}.`, name);
}

function split(assignment: string): { path: string[]; text: string } {
  const at = assignment.indexOf('=');
  if (at < 1) throw wrong(`"${assignment}" is not KEY=VALUE.`, 'For example "rollcall connection set mode=live".');
  return { path: assignment.slice(0, at).split('.'), text: assignment.slice(at + 1) };
}

/** The schema of the one value at this path; names what there is when the path leads nowhere. */
function schemaAt(path: readonly string[]): z.ZodType {
  let schema: z.ZodType = connectionChange.required();
  for (const [depth, name] of path.entries()) {
    const shape = schema instanceof z.ZodObject ? schema.shape : {};
    const next: unknown = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (!(next instanceof z.ZodType)) throw unknownSetting(path, depth, schema);
    schema = present(next);
  }
  if (schema instanceof z.ZodObject) throw unknownSetting(path, path.length, schema);
  return schema;
}

function unknownSetting(path: readonly string[], depth: number, schema: z.ZodType): SyncError {
  const parent = path.slice(0, depth).join('.');
  const names = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const list = names.map((name) => (parent === '' ? name : `${parent}.${name}`)).join(', ');
  const next = list === '' ? `${parent} takes one value: ${parent}=VALUE.` : `There are ${list}.`;
  return wrong(
    depth === path.length ? `${parent} holds several settings.` : `There is no setting "${path.join('.')}".`,
    next,
  );
}

const yes: ReadonlySet<string> = new Set(['true', 'yes', 'on']);
const no: ReadonlySet<string> = new Set(['false', 'no', 'off']);

/** The text as the kind of value that the setting takes. */
function valueOf(schema: z.ZodType, name: string, text: string): unknown {
  const value = convert(schema, text);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const why = parsed.error.issues[0]?.message ?? 'not as expected';
  // Who takes the setting for the place of a password must not see it repeated.
  const told = name === 'password' ? 'This' : `"${text}"`;
  throw wrong(`${told} is no value for ${name}.`, `It takes ${takes(schema) ?? `another value: ${why}`}.`, name);
}

function convert(schema: z.ZodType, text: string): unknown {
  if (schema instanceof z.ZodNullable) return text === '' || text === 'none' ? null : convert(inner(schema), text);
  if (schema instanceof z.ZodNumber) return text.trim() === '' ? text : Number(text);
  if (schema instanceof z.ZodBoolean) return yes.has(text) ? true : no.has(text) ? false : text;
  if (schema instanceof z.ZodArray)
    return text === '' || text === 'none' ? [] : text.split(',').map((each) => each.trim());
  return text;
}

/** The values that a setting takes, in words; null where there is no short list. */
function takes(schema: z.ZodType): string | null {
  if (schema instanceof z.ZodEnum) return schema.options.join(', ');
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodArray) {
    const { element } = schema;
    return element instanceof z.ZodEnum
      ? `any of ${element.options.join(', ')}, with commas, or none`
      : 'a list with commas';
  }
  if (schema instanceof z.ZodNumber) {
    const { minValue, maxValue } = schema;
    return `a number${maxValue !== null && maxValue < 1e6 ? ` from ${minValue} to ${maxValue}` : ` from ${minValue}`}`;
  }
  return null;
}

/** The schema without what only says whether the value may be left out. */
function present(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNonOptional ? present(inner(schema)) : schema;
}

function inner(schema: z.ZodNullable | z.ZodOptional | z.ZodNonOptional): z.ZodType {
  const unwrapped: unknown = schema.unwrap();
  return unwrapped instanceof z.ZodType ? unwrapped : z.unknown();
}

function assign(target: object, path: readonly string[], value: unknown): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    Object.assign(target, { [name]: value });
    return;
  }
  const next: unknown = Reflect.get(target, name);
  if (typeof next === 'object' && next !== null) assign(next, rest, value);
}

export function wrong(text: string, next: string, field?: string): SyncError {
  return new SyncError('invalid', text, { scope: 'run', next, ...(field === undefined ? {} : { field }) });
}

/** Every setting as `connection set` would take it. */
export function settingLines(connection: ConnectionAnswer): [string, string][] {
  const { mapping, groupMaps, pull, ...settings } = connectionChange.required().parse(connection);
  const rules = mapping.map((rule): [string, string] => [
    `mapping.${rule.okta}`,
    `from ${rule.cms}, owner ${rule.owner}, ${rule.apply === 'create' ? 'only when created' : 'always'}`,
  ]);
  const groups = groupMaps.map((map): [string, string] => [
    `groupMaps.${map.group}`,
    `role ${map.role}, owner ${map.owner}${map.namedPrivileged ? ', gives power' : ''}`,
  ]);
  const custom = settings.scim.custom.map(({ name, title }): [string, string] => [
    `scim.custom.${name}`,
    title || 'no title',
  ]);
  const { custom: _listed, ...scim } = settings.scim;
  const pulls: [string, string] = ['pull', pull === null ? 'none' : pullText(pull)];
  return [...linesOf({ ...settings, scim }, ''), pulls, ...custom, ...rules, ...groups];
}

/** `2 groups, preserve`: the whole is written by `pull import --save`. */
function pullText({ groups, defaults }: NonNullable<ConnectionAnswer['pull']>): string {
  return `${formatCount(groups.length, 'group')}, ${defaults.targetOnlyUserAction} who is only on the site`;
}

function linesOf(value: unknown, path: string): [string, string][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([name, each]) => linesOf(each, path === '' ? name : `${path}.${name}`));
  }
  const text = Array.isArray(value) ? value.join(',') : typeof value === 'string' ? value : JSON.stringify(value);
  return [[path, text === '' || text === 'null' ? 'none' : text]];
}
