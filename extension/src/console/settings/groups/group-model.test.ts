import type { SchemaAnswer } from '@rollcall/shared/api-setting';
import { describe, expect, it } from 'vitest';

import { flawsOf, type GroupMap, isUnsound, newMap } from './group-model.ts';

const schema: SchemaAnswer = {
  cms: [],
  okta: [],
  derived: [],
  roles: [
    { id: 'administrator', name: 'Administrator', privileged: true },
    { id: 'editor', name: 'Content editor', privileged: false },
    { id: 'finance', name: 'Finance', privileged: false },
  ],
  groups: [
    { id: 'g0', name: 'Everyone', privileged: false, writable: false },
    { id: 'g1', name: 'Press', privileged: false, writable: true },
    { id: 'g2', name: 'FINANCE', privileged: false, writable: true },
  ],
  problems: [],
};
const map = (group: string, role: string, change: Partial<GroupMap> = {}): GroupMap => ({
  group,
  role,
  owner: 'cms',
  namedPrivileged: false,
  ...change,
});

describe('lines of groups and roles', () => {
  it('are flawed by what is mapped twice, gone, or not to be written', () => {
    const maps = [map('g1', 'editor'), map('g1', 'gone'), map('g0', 'finance'), map('g9', 'editor')];
    expect(maps.map((_map, index) => flawsOf(maps, index, schema))).toEqual([
      [],
      ['groupTwice', 'noRole'],
      ['fixedGroup'],
      ['roleTwice', 'noGroup'],
    ]);
    expect([isUnsound(maps), isUnsound(maps.slice(0, 1))]).toEqual([true, false]);
  });

  it('that grant power say so until a person names them all the same', () => {
    expect(flawsOf([map('g1', 'administrator')], 0, schema)).toEqual(['privileged']);
    expect(flawsOf([map('g1', 'administrator', { namedPrivileged: true })], 0, schema)).toEqual([]);
    expect(flawsOf([map('g0', 'editor', { owner: 'okta' })], 0, schema)).toEqual([]);
  });

  it('tell nothing of what could not be read', () => {
    expect(flawsOf([map('x', 'y')], 0, { ...schema, roles: [], groups: null })).toEqual([]);
  });

  it('begin with a group and a role of one name, and end when none is left', () => {
    expect(newMap([], schema)).toEqual(map('g2', 'finance'));
    expect(newMap([map('g2', 'finance')], schema)).toEqual(map('g1', 'editor'));
    expect(newMap([map('g2', 'finance'), map('g1', 'editor')], schema)).toBeNull();
  });
});
