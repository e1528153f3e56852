import { expect, test } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { MappingRule, Problem } from '@rollcall/shared';

import { sampleConnection } from './fixture.ts';
import { changeOf, settingLines } from './setting.ts';

const rule = (cms: string, okta: string, apply: MappingRule['apply'] = 'always'): MappingRule => ({
  cms,
  okta,
  toOkta: null,
  toCms: null,
  owner: 'cms',
  apply,
  sensitive: false,
});
const connection = sampleConnection({ mapping: [rule('mail', 'login'), rule('@firstName', 'firstName', 'create')] });

function refusal(...assignments: string[]): Problem {
  try {
    changeOf(connection, assignments);
  } catch (error) {
    if (error instanceof SyncError) return error.problem;
    throw error;
  }
  throw new TypeError('nothing was refused');
}

test('only what was named is sent, and what is nested is sent whole', () => {
  expect(changeOf(connection, ['mode=report', 'newInOkta=active'])).toEqual({ mode: 'report', newInOkta: 'active' });
  const { brakes } = changeOf(connection, ['brakes.create.count=500']);
  expect(brakes).toEqual({ ...connection.brakes, create: { ...connection.brakes.create, count: 500 } });
});

test('a password that is given as the setting of that name is not repeated', () => {
  const { detail, next } = refusal('password=Pl4nted-Passw0rd');
  expect(`${detail} ${next}`).not.toContain('Pl4nted');
  expect(next).toContain('captured');
});

test.each([
  ['methods.automatic.on=yes', { on: true, operations: [] }],
  ['methods.automatic.operations=read, create', { on: false, operations: ['read', 'create'] }],
])('%s sets one part of a method', (assignment, automatic) => {
  expect(changeOf(connection, [assignment]).methods?.automatic).toEqual(automatic);
});

test('lists and empty values are written as words', () => {
  const change = changeOf(connection, ['scope.exclude=ann,bob', 'scope.filter=none', 'methods.manual.operations=none']);
  expect(change.scope).toMatchObject({ exclude: ['ann', 'bob'], filter: null });
  expect(change.methods?.manual.operations).toEqual([]);
});

test('a value may hold an equals sign', () => {
  expect(changeOf(connection, ['name=a=b'])).toEqual({ name: 'a=b' });
});

test.each([
  ['mode=lve', 'report, live, paused'],
  ['methods.manual.operations=read,crate', 'read, create, update, deactivate, delete'],
  ['methods.manual.on=maybe', 'true or false'],
  ['share=0', 'from 1 to 100'],
  ['share=', 'from 1 to 100'],
  ['brakes.create.count=many', 'from 0'],
  ['name=', 'another value'],
  ['brakes.create.cont=5', 'brakes.create.floor, brakes.create.count, brakes.create.percent'],
  ['brakes.create=5', 'brakes.create.floor'],
  ['mode.on=1', 'mode=VALUE'],
  ['speed=5', 'newInOkta'],
  ['__proto__.on=true', 'newInOkta'],
  ['mode', 'mode=live'],
  ['=live', 'mode=live'],
  ['mapping.x=1', 'mapping.add'],
  ['mapping=1', 'mapping.add'],
  ['mapping.add=mail', 'mapping.add='],
  ['mapping.add=a:b:c', 'cms, okta, either, ask'],
  ['mapping.add=a:b:cms:never', 'create, always'],
  ['mapping.remove=title', 'login, firstName'],
  ['groupMaps=1', 'groupMaps.add'],
  ['groupMaps.add=g1', 'groupMaps.add='],
  ['groupMaps.add=g1:editor:either', 'cms, okta'],
  ['groupMaps.add=g1:editor:cms:root', 'privileged'],
  ['groupMaps.remove=g1', 'none'],
])('%s is refused, and the next step says "%s"', (assignment, hint) => {
  const { code, next } = refusal(assignment);
  expect(code).toBe('invalid');
  expect(next).toContain(hint);
});

test('a mapping rule takes the place of the one for the same attribute and time', () => {
  const { mapping } = changeOf(connection, ['mapping.add=field_mail:login:okta', 'mapping.add=field_first:firstName']);
  expect(mapping).toEqual([
    rule('@firstName', 'firstName', 'create'),
    { ...rule('field_mail', 'login'), owner: 'okta' },
    rule('field_first', 'firstName'),
  ]);
  expect(changeOf(connection, ['mapping.remove=login']).mapping).toEqual([rule('@firstName', 'firstName', 'create')]);
});

test('a group map takes the place of those for the same group and the same role', () => {
  const line = (group: string, role: string) => ({ group, role, owner: 'cms' as const, namedPrivileged: false });
  const mapped = { ...connection, groupMaps: [line('g1', 'editor'), line('g2', 'author'), line('g3', 'reviewer')] };
  const change = changeOf(mapped, ['groupMaps.add=g1:author:okta:privileged']);
  expect(change).toEqual({
    groupMaps: [line('g3', 'reviewer'), { group: 'g1', role: 'author', owner: 'okta', namedPrivileged: true }],
  });
  expect(changeOf(mapped, ['groupMaps.remove=author']).groupMaps).toEqual([
    line('g1', 'editor'),
    line('g3', 'reviewer'),
  ]);
  expect(settingLines(mapped)).toContainEqual(['groupMaps.g1', 'role editor, owner cms']);
});

test('every shown setting but the mapping can be set back as it is shown', () => {
  const lines = settingLines(connection).filter(([name]) => !name.startsWith('mapping.'));
  expect(lines.length).toBeGreaterThan(30);
  const change = changeOf(
    connection,
    lines.map(([name, value]) => `${name}=${value}`),
  );
  expect(connection).toMatchObject(change);
});

test('attributes for SCIM are added, given another title and taken away', () => {
  const plain = sampleConnection();
  const one = changeOf(connection, [
    'scim.custom.add=badge:Badge: number',
    'scim.publicUrl=https://scim.harbor.example',
  ]);
  expect(one.scim).toMatchObject({
    publicUrl: 'https://scim.harbor.example',
    custom: [{ name: 'badge', title: 'Badge: number' }],
  });
  const held = { ...plain, scim: one.scim ?? plain.scim };
  expect(settingLines(held)).toContainEqual(['scim.custom.badge', 'Badge: number']);
  expect(changeOf(held, ['scim.custom.add=badge:Badge']).scim?.custom).toEqual([{ name: 'badge', title: 'Badge' }]);
  expect(changeOf(held, ['scim.custom.remove=badge', 'scim.publicUrl=none']).scim).toMatchObject({
    publicUrl: null,
    custom: [],
  });
  expect(() => changeOf(held, ['scim.custom.remove=berth'])).toThrow('No attribute "berth"');
  expect(() => changeOf(held, ['scim.custom=badge'])).toThrow('There is no setting');
  expect(() => changeOf(held, ['scim.custom.add=my badge:Badge'])).toThrow('"my badge" is no name of an attribute');
  expect(() => changeOf(held, [`scim.custom.add=badge:${'x'.repeat(1000)}`])).toThrow('scim.custom.title is refused');
});
