import { describe, expect, it } from 'vitest';

import { rulesOf } from './hook-rules.ts';

const rulesIn = (code: string) => rulesOf(code, ['badge', 'unit']);

describe('hook code becomes rules (A16)', () => {
  it('for attributes that are read, conditions, values that are set, and groups', () => {
    const { rules, rest } = rulesIn(`
badge = source_attributes['badge']
unit = source_attributes.get('unit')
# who has a badge
if badge is not None:
    target_groups.add('Badge holders')
    if unit == 'Harbor':
        target_attributes['country'] = 'DE'
        target_groups.add("Unit " + unit)
    elif unit.startswith('Ship'):
        target_attributes['country'] = 'NL'
    else:
        target_groups.discard('Ships')
target_attributes['firstname'] = source_attributes['firstName'].upper()
`);
    expect(rest).toEqual([]);
    const has = 'has(okta.profile.badge)';
    const [harbor, ship] = ['(okta.profile.unit == "Harbor")', 'okta.profile.unit.startsWith("Ship")'];
    expect(rules).toEqual([
      { when: has, set: {}, addRoles: ['Badge holders'], removeRoles: [] },
      {
        when: `${has} && ${harbor}`,
        set: { country: 'DE' },
        addRoles: ['${ "Unit " + okta.profile.unit }'],
        removeRoles: [],
      },
      { when: `${has} && !${harbor} && ${ship}`, set: { country: 'NL' }, addRoles: [], removeRoles: [] },
      { when: `${has} && !${harbor} && !${ship}`, set: {}, addRoles: [], removeRoles: ['Ships'] },
      { when: null, set: { firstname: '${ okta.profile.firstName.upperAscii() }' }, addRoles: [], removeRoles: [] },
    ]);
  });

  it('for the first characters of a value, and a condition by itself', () => {
    const { rules, rest } = rulesIn(`if source_attributes['unit'] == 'Harbor':
    target_attributes['country'] = source_attributes['badge'][0:2]
`);
    const badge = 'okta.profile.badge';
    expect(rest).toEqual([]);
    expect(rules).toMatchObject([
      {
        when: 'okta.profile.unit == "Harbor"',
        set: { country: `\${ size(${badge}) > 2 ? ${badge}.substring(0, 2) : ${badge} }` },
      },
    ]);
  });

  it('for groups of Okta that are tested by name', () => {
    const { rules, rest } = rulesIn(`
for group in source_groups:
    logger.info(group)
if 'Press' in source_groups and source_attributes['unit'] == 'Harbor':
    target_groups.add('Writers')
elif not u"R&D \\"1\\"" in source_groups:
    target_groups.discard('Makers')
isNew = 'Old' not in source_groups
if isNew:
    target_groups.add('New')
`);
    expect(rest.map(({ line }) => line)).toEqual([1]);
    const first = '(("Press" in groups) && (okta.profile.unit == "Harbor"))';
    expect(rules).toEqual([
      { when: first.slice(1, -1), set: {}, addRoles: ['Writers'], removeRoles: [] },
      { when: `!${first} && !("R&D \\"1\\"" in groups)`, set: {}, addRoles: [], removeRoles: ['Makers'] },
      { when: '!("Old" in groups)', set: {}, addRoles: ['New'], removeRoles: [] },
    ]);
  });

  it('keeps the order of two values for one attribute', () => {
    const { rules } = rulesIn("target_attributes['country'] = 'DE'\ntarget_attributes['country'] = 'NL'\n");
    expect(rules.map(({ set }) => set['country'])).toEqual(['DE', 'NL']);
  });

  it.each([
    ['an import', 'import os\nos.system("true")\n', [0, 1]],
    ['a loop', "for g in ['a', 'b']:\n    target_groups.add(g)\n", [0]],
    ['a function', 'def f():\n    pass\n', [0]],
    ['a call of what is not offered', "target_groups.add(eval('1'))\n", [0]],
    ['what no list of attributes names', "target_groups.add(source_attributes['secret'])\n", [0]],
    ['what the code itself has set', "target_attributes['email'] = target_attributes['username']\n", [0]],
    ['an attribute that the tool does not take back', "target_attributes['phone'] = '1'\n", [0]],
    ['how many groups there are', "if len(source_groups) > 1:\n    target_groups.add('b')\n", [0]],
    ['a group by a name that is made', "if 'a' + 'b' in source_groups:\n    target_groups.add('b')\n", [0]],
    ['a group without a name', "if '' in source_groups:\n    target_groups.add('b')\n", [1]],
    ['any groups at all', "if source_groups:\n    target_groups.add('b')\n", [0]],
    ['a group that decides a value', "target_attributes['country'] = 'DE' if 'a' in source_groups else 'NL'\n", [0]],
    ['groups under another name', "own = source_groups\nif 'a' in own:\n    target_groups.add('b')\n", [0, 1]],
    [
      'groups that the code changes',
      "source_groups.add('a')\nif 'a' in source_groups:\n    target_groups.add('b')\n",
      [0, 1],
    ],
    [
      'groups that the code sets',
      "source_groups = 'a'\nif 'b' in source_groups:\n    target_attributes['phone'] = 'b'\n",
      [2],
    ],
    ['a log line', "logger.info('x')\n", [0]],
    ['storage', 'hook_storage = {}\n', [0]],
    ['what is no Python', 'if x\n', [0]],
  ])('names %s with its line, and makes no rule of it', (_what, code, lines) => {
    const { rules, rest } = rulesIn(code);
    expect(rules).toEqual([]);
    expect(rest.map(({ line }) => line)).toEqual(lines);
    expect(rest.every(({ why, code: shown }) => why !== '' && shown !== '')).toBe(true);
  });

  it('leaves out what hangs on a name whose value it can’t tell', () => {
    const { rules, rest } = rulesIn(`unit = source_attributes['unit']
if source_attributes['badge']:
    unit = 'Harbor'
target_groups.add(unit)
x = len([g for g in source_groups])
target_groups.add('A' if x else 'B')
target_groups.add('C')
`);
    expect(rest.map(({ line }) => line)).toEqual([3, 4, 5]);
    expect(rules).toEqual([{ when: null, set: {}, addRoles: ['C'], removeRoles: [] }]);
  });

  it('leaves out a whole branching where one condition has no counterpart', () => {
    const { rules, rest } = rulesIn(`if source_attributes['unit'] == 'A':
    target_groups.add('A')
elif unknown():
    target_groups.add('B')
else:
    target_groups.add('C')
`);
    expect([rules, rest.map(({ line }) => line)]).toEqual([[], [0]]);
  });

  it('gives up a value that doubles line by line before it is too long for anybody', () => {
    const { rules, rest } = rulesIn(`unit = 'A'\n${'unit = unit + unit\n'.repeat(60)}target_groups.add(unit)\n`);
    expect([rules, rest[0]?.why]).toEqual([[], 'It is longer than 2000 characters.']);
  });
});
