import { describe, expect, it } from 'vitest';

import { pullSettingsOf } from '../../../testing/pull.ts';
import { roleFrom, roleText } from '../pull-model.ts';
import { groupFlaw, isUnsound, renamed, roleFlaw } from './flaws.ts';

const known = {
  groups: [
    { id: '00g1', name: 'Writers', privileged: null, writable: true },
    { id: '00g2', name: 'Staff', privileged: null, writable: true },
  ],
  roles: [
    { id: 'author', name: 'Author', privileged: false },
    { id: 'admin', name: 'Administrator', privileged: true },
  ],
};
const groupsOf = (...names: string[]) => pullSettingsOf({ groups: names.map((group) => ({ group, roles: [] })) });

describe('an Okta group of the settings', () => {
  it('is one of the org, by name or id, named once', () => {
    const pull = groupsOf('Writers', 'id:00g2', 'Writers', 'Gone', ' ');
    expect(pull.groups.map((_group, index) => groupFlaw(pull, index, known))).toEqual([
      null,
      null,
      'groupTwice',
      'noGroup',
      'noName',
    ]);
    expect(groupFlaw(pull, 3, null)).toBeNull();
  });
});

describe('a role of the settings', () => {
  const flaw = (text: string, change: Parameters<typeof pullSettingsOf>[0] = {}) =>
    roleFlaw(roleFrom(text), pullSettingsOf(change), known);

  it('is one of the site, whatever its case, without power', () => {
    expect(['author', 'AUTHOR', 'Gone', 'Administrator', ''].map((text) => flaw(text))).toEqual([
      null,
      null,
      'noRole',
      'power',
      'noName',
    ]);
    expect(flaw('Gone', { createRoles: true })).toBeNull();
  });

  it('of another site needs that site’s nickname', () => {
    expect(flaw('press::Author')).toBe('noSite');
    expect(flaw('press::Gone', { targets: [{ name: 'press', connection: 'c2' }] })).toBeNull();
    expect(['Author', 'press::Author', '::Author'].map((text) => roleText(roleFrom(text)))).toEqual([
      'Author',
      'press::Author',
      '::Author',
    ]);
  });
});

describe('more groups by pattern', () => {
  it('are shown with the roles they become', () => {
    const names = ['ACL-Press', 'acl-Sales', 'Staff'];
    expect(renamed({ source: 'ACL-(.*)', target: 'Role \\1' }, names)).toEqual([
      { group: 'ACL-Press', role: 'Role Press' },
      { group: 'acl-Sales', role: 'Role Sales' },
    ]);
    for (const source of ['', '(', '(a+)+']) expect(renamed({ source, target: 'x' }, names)).toEqual([]);
  });
});

describe('settings', () => {
  const own = pullSettingsOf();

  it('can be saved as they begin', () => {
    expect(isUnsound(own)).toBe(false);
  });

  it.each([
    ['a group without a name', groupsOf('')],
    ['no mail', pullSettingsOf({ attributes: { ...own.attributes, email: ' ' } })],
    ['a role without a name', pullSettingsOf({ groups: [{ group: 'Writers', roles: [roleFrom('press::')] }] })],
    ['a pattern that can’t be used', pullSettingsOf({ exclude: { users: ['(a+)+'], roles: [] } })],
    ['a pattern of groups without a role', pullSettingsOf({ additionalGroups: [{ source: 'a', target: '' }] })],
    [
      'a rule with an empty role',
      pullSettingsOf({ rules: [{ when: null, set: {}, addRoles: [''], removeRoles: [] }] }),
    ],
    ['a nickname without a site', pullSettingsOf({ targets: [{ name: 'press', connection: '' }] })],
    [
      'two sites of one nickname',
      pullSettingsOf({
        targets: [
          { name: 'press', connection: 'c2' },
          { name: 'press', connection: 'c3' },
        ],
      }),
    ],
    ['nobody named', pullSettingsOf({ defaults: { ...own.defaults, users: { kind: 'list', users: [] } } })],
  ])('can’t with %s', (_name, pull) => {
    expect(isUnsound(pull)).toBe(true);
  });
});
