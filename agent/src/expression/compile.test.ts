import { describe, expect, it } from 'vitest';

import { compile } from './compile.ts';
import type { Input } from './expression.ts';
import type { Schema } from './vocabulary.ts';

const schema: Schema = {
  site: [
    { name: 'mail', type: 'string' },
    { name: 'field_department', type: 'string' },
    { name: 'field_tags', type: 'strings' },
    { name: 'field_age', type: 'number' },
    { name: 'field_external', type: 'boolean' },
  ],
  okta: [
    { name: 'department', type: 'string' },
    { name: 'email', type: 'string' },
  ],
};

const ann: Input = {
  site: {
    mail: 'Ann@Harbor.example',
    field_department: 'Research',
    field_tags: ['boats', 'maps'],
    field_age: 41,
    field_external: false,
    '@state': 'active',
    '@roles': ['editor'],
    '@firstName': 'Ann',
  },
  okta: { department: null, email: 'ann@harbor.example', '@status': 'LOCKED_OUT' },
};
const nobody: Input = {
  site: { mail: null, field_department: null, field_tags: null, field_age: null, field_external: null, '@roles': [] },
};

const answer = (text: string, input: Input) => {
  const expression = compile(text, 'condition', schema);
  const outcome = expression.run(input);
  return outcome.is === 'undecided' ? outcome.problem.code : outcome.value;
};

describe('a condition', () => {
  it.each<[string, unknown, unknown]>([
    ['site.field_department == "Research"', true, false],
    ['site.field_department != ""', true, false],
    ['site.mail.lowerAscii().endsWith("@harbor.example")', true, false],
    ['"editor" in site.roles', true, false],
    ['"maps" in site.field_tags', true, false],
    ['site.field_tags.exists(tag, tag.startsWith("boat"))', true, false],
    ['size(site.field_tags) > 1', true, false],
    ['site.field_department in ["Research", "Sales"]', true, false],
    ['has(site.field_department)', true, false],
    ['has(site.field_external) && site.field_external', false, false],
    ['site.?field_department.orValue("none") == "none"', false, true],
    // A number or a yes-or-no without a value is no number and no answer.
    ['site.field_age >= 18', true, 'undecided'],
    ['site.field_age % 2 == 1', true, 'undecided'],
    ['!site.field_external', true, 'undecided'],
    ['int(site.field_age) >= 18', true, 'undecided'],
    ['site.field_external', false, 'undecided'],
    // CEL decides where one side of && or || is enough.
    ['has(site.mail) && site.field_age > 40', true, false],
    ['!has(site.mail) || site.field_age > 40', true, true],
    ['site.mail.substring(0, 3) == "Ann"', true, 'undecided'],
    // Neither read nor there.
    ['site.state == "active"', true, 'undecided'],
    ['okta.status == "LOCKED_OUT"', true, 'undecided'],
    ['okta.profile.department == ""', true, 'undecided'],
  ])('%s: %s, without values %s', (text, withValues, without) => {
    expect(compile(text, 'condition', schema).flaws).toEqual([]);
    expect([answer(text, ann), answer(text, nobody)]).toEqual([withValues, without]);
  });

  it.each([
    ['site.field_departmen == "x"', 'site.field_departmen', /site\.field_department\.$/],
    ['mail == "x"', 'mail', /Write site\.mail/],
    ['okta.department == "x"', 'okta.department', /okta\.profile\.department/],
    ['site.mail.matches("^(a+)+$")', 'site.mail.matches("^(a+)+$")', /startsWith/],
    ['site.mail.toLowerCase() == "x"', 'site.mail.toLowerCase()', /lowerAscii/],
    ['len(site.mail) > 1', 'len(site.mail)', /size/],
    ['site["mail"] == "x"', 'site', /site\.name/],
    ['site.constructor == "x"', 'site.constructor', /site\.name/],
    ['site.__proto__ == "x"', 'site.__proto__', /site\.name/],
    ['(site).mail == "x"', 'site).mail', /site\.mail/],
    ['cel.bind(x, 1, x == 1)', 'cel.bind(x, 1, x == 1)', /There are/],
    ['site.roles.exists(site, site == "x")', 'site', /each/],
    ['site.mail.split(site.mail) == []', 'site.mail.split(site.mail)', /brackets/],
    ['site.mail = "x"', '=', /==/],
    ['site.mail == "x" and true', 'and', /&&/],
    ['site.mail == 5', 'site.mail == 5', /string\(…\)/],
    ['site.mail', 'site.mail', /Compare/],
    ['1 + 1', '1 + 1', /Compare/],
    ['', '', /condition/],
    ['site.roles.exists(a, site.roles.exists(b, a == b))', null, /loop within a loop/],
    ['site.mail.split("").map(c, site.mail).join("") == ""', null, /loop/],
  ])('%s is refused at %s', (text, at, next) => {
    const { flaws, run } = compile(text, 'condition', schema);
    const [first] = flaws;
    expect(first?.next).toMatch(next);
    if (at !== null) expect(text.slice(first?.from, first?.to)).toBe(at);
    expect(run(ann)).toMatchObject({ is: 'undecided' });
  });

  it('is limited in length, depth and number of parts', () => {
    const flaws = (text: string) => compile(text, 'condition', schema).flaws.length;
    expect(flaws(`site.mail == "${'a'.repeat(2000)}"`)).toBe(1);
    expect(flaws(`${'('.repeat(60)}true${')'.repeat(60)}`)).toBe(1);
    expect(flaws(`site.field_age in [${Array.from({ length: 201 }, (_each, index) => index).join()}]`)).toBe(1);
    expect(flaws(Array.from({ length: 260 }, () => 'true').join('&&'))).toBe(1);
  });

  it('runs up to its limits, however much reading attributes adds', () => {
    const many = Array.from({ length: 100 }, () => 'site.mail=="x"').join('||');
    const deep = `${'!('.repeat(23)}site.mail == "x"${')'.repeat(23)}`;
    expect([answer(many, ann), answer(deep, ann)]).toEqual([false, true]);
  });

  it.each<[string, boolean]>([
    ['site.roles.exists(role, role == site.firstName || role != okta.profile.department)', true],
    ['site.field_tags.exists(tag, site.mail.startsWith(tag))', false],
    ['site.field_tags.all(tag, tag < site.mail)', false],
  ])('compares the elements of a list with another attribute: %s', (text, expected) => {
    expect([compile(text, 'condition', schema).flaws, answer(text, ann)]).toEqual([[], expected]);
  });

  it('reads only what it names, from accounts that have no other names', () => {
    const { reads } = compile('site.mail != "" && okta.profile.email == site.mail', 'condition', schema);
    expect(reads.map(({ path }) => path)).toEqual(['site.mail', 'okta.profile.email']);
    const open: Schema = { site: null };
    expect(compile('site.constructor == ""', 'condition', open).run({ site: {} })).toMatchObject({ is: 'undecided' });
    expect(compile('site.mail == ""', 'condition', open).run({ site: { mail: 'x'.repeat(10_001) } })).toMatchObject({
      is: 'undecided',
      problem: { field: 'mail' },
    });
  });

  it.each([
    ['site.mail ==', 'It ends too early.'],
    ['site..mail == ""', '“.” can’t stand here.'],
    ['site.mail = "x"', '“=” can’t stand here.'],
    ["site.mail == 'x' and true", '“and” can’t stand here.'],
    ['site.mail == "x', 'A text in quotes is not ended.'],
    ['0x == 1', '“0x” is no number.'],
    ["'\\z' == ''", '“\\z” stands for no character.'],
    ['package == 1', '“package” is a reserved word.'],
    ['site.roles.exists(x)', '“x” is not known here.'],
    ['site.mail && true', 'Only what is true or false can stand here.'],
    ['has(site.mail) ? 1 : "x"', 'Both results of ? and : must be of one type.'],
    ['site.mail.startsWith(5)', 'A function gets something that it does not take.'],
    ['site.mail.orValue("") == ""', 'Only what is read with .? can be asked so.'],
    ['site.mail[0] == ""', 'Only elements of a list have a number.'],
    ['site.mail.exists(x, x == "")', 'Only a list can be gone over.'],
    ['has("x")', 'What stands in the brackets is not what the function takes.'],
    [`${'('.repeat(60)}true${')'.repeat(60)}`, 'It has too many parts.'],
  ])('%s: %s', (text, said) => {
    expect(compile(text, 'condition', schema).flaws.map((each) => each.text)).toEqual([said]);
  });

  it('says at which part it failed, in the words in which it was written', () => {
    const outcome = compile('has(site.mail) && site.mail.substring(90) == ""', 'condition', schema).run(ann);
    expect(outcome).toMatchObject({ problem: { detail: expect.stringContaining('“site.mail.substring(90)”') } });
  });

  it.each(['bool(site.mail)', 'int(site.mail) > 1', '{"a": true}[site.mail]', '[true][site.field_age]'])(
    'never quotes a value: %s',
    (text) => {
      const outcome = compile(text, 'condition', schema).run(ann);
      expect(outcome).toMatchObject({ is: 'undecided' });
      expect(JSON.stringify(outcome)).not.toMatch(/Ann@|41/);
    },
  );
});

describe('groups', () => {
  const pull: Schema = { okta: schema.okta ?? null, groups: null };
  const isInGroup = (name: string) => name === 'Writers' || name === 'R&D "1"';

  it.each<[string, boolean, string[]]>([
    ['"Writers" in groups', true, ['Writers']],
    ["!('Staff' in groups) && 'R&D \"1\"' in groups", true, ['Staff', 'R&D "1"']],
    ['"Staff" in groups || okta.status == "LOCKED_OUT"', true, ['Staff']],
    ['["a"].exists(groups, groups == "a") && "Staff" in groups', false, ['Staff']],
    ['"maps" in ["maps"]', true, []],
  ])('%s: %s', (text, expected, tested) => {
    for (const known of [pull, { okta: null, groups: null }]) {
      const { flaws, groups, run } = compile(text, 'condition', known);
      expect([flaws, groups]).toEqual([[], tested]);
      expect(run({ ...ann, isInGroup })).toEqual({ is: 'value', value: expected });
    }
  });

  it('of whom nobody has read them are undecided', () => {
    expect(compile('"Staff" in groups', 'condition', pull).run(ann)).toMatchObject({ problem: { code: 'undecided' } });
  });

  it.each([
    'okta.profile.department in groups',
    '"" in groups',
    '1 in groups',
    '("a" + "b") in groups',
    'size(groups) > 1',
    'groups.exists(each, each.startsWith("A"))',
    'groups == ["a"]',
    'groups[0] == "a"',
    'groups.size() == 1',
    'has(groups.a)',
    '"a" in (true ? groups : [])',
  ])('%s is refused, with what to write', (text) => {
    const [flaw] = compile(text, 'condition', pull).flaws;
    expect(text.slice(flaw?.from, flaw?.to)).toBe('groups');
    expect(flaw?.next).toContain('"Name of a group" in groups');
  });

  it('are known to no other condition and no value, and a slip is told', () => {
    const refused = compile('"a" in groups', 'condition', schema).flaws;
    expect(refused).toMatchObject([{ text: '“groups” is not known here.' }]);
    expect(compile('${ "a" in groups }', 'value', pull).flaws).toMatchObject(refused.map(({ text }) => ({ text })));
    expect(compile('"a" in group', 'condition', pull).flaws).toMatchObject([{ next: 'Write groups.' }]);
  });
});

describe('a value', () => {
  const fill = (text: string, input: Input = ann) => {
    const outcome = compile(text, 'value', { site: schema.site ?? null }).run(input);
    return outcome.is === 'value' ? outcome.value : outcome.problem.field;
  };

  it('fills attributes and expressions into a text, and keeps the type of an expression alone', () => {
    expect(fill('')).toBe('');
    expect(fill('$5 ${mail} of ${field_tags}')).toBe('$5 Ann@Harbor.example of boats, maps');
    expect(fill('${@firstName}!')).toBe('Ann!');
    expect(fill('${ site.mail.lowerAscii() }')).toBe('ann@harbor.example');
    expect(fill('x-${ site.field_age + 1 }')).toBe('x-42');
    expect(fill('${ site.field_age + 1 }')).toBe(42);
    expect(fill('${ site.field_tags.filter(tag, tag != "maps") }')).toEqual(['boats']);
    expect(fill('${ site.field_department.replace("Research", "R&D") }')).toBe('R&D');
    expect(fill('${ {"}": "a"}["}"] }')).toBe('a');
    expect(fill('${field_department}', nobody)).toBe('');
  });

  it('is undecided where something was not read', () => {
    expect(fill('${@lastName}')).toBe('@lastName');
    expect(fill('${ site.lastName }')).toBe('@lastName');
  });

  it.each([
    ['${mail', '${mail', /}/],
    ['a ${}', '${}', /attribute/],
    ['a ${nope}', 'nope', /offered/],
    ['a ${mial}', 'mial', /\$\{mail\}/],
    ['a ${ site.roles }', 'site.roles', /site\./],
    ['a ${ okta.profile.email }', 'okta', /site\.name/],
    ['${ {"a": 1} }', ' {"a": 1} ', /list of texts/],
  ])('%s is refused at %s', (text, at, next) => {
    const [first] = compile(text, 'value', { site: schema.site ?? null }).flaws;
    expect(text.slice(first?.from, first?.to)).toBe(at);
    expect(first?.next).toMatch(next);
  });
});

it('a name is a text that is not empty', () => {
  const run = (input: Input) => compile('${field_department}', 'name', { site: null }).run(input);
  expect(run(ann)).toEqual({ is: 'value', value: 'Research' });
  expect(run(nobody)).toMatchObject({ is: 'undecided' });
});
