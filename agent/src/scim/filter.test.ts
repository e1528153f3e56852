import {
  array,
  assert,
  boolean,
  constantFrom,
  integer,
  letrec,
  oneof,
  option,
  property,
  record,
  string,
  tuple,
} from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import { Attributes } from './attribute.ts';
import { parseFilter, parsePath } from './filter.ts';
import { readResource, type Resource, toTest } from './filter-match.ts';
import { enterpriseUrn, userType, userUrn } from './schema.ts';
import { ScimError } from './scim-error.ts';

const attributes = new Attributes(userType([]));
const fits = (filter: string, resource: Resource): boolean =>
  toTest(parseFilter(filter, attributes), readResource)(resource);

const ada: Resource = {
  id: 'A1',
  userName: 'Ada@harbor.example',
  externalId: '00uAda',
  active: true,
  name: { familyName: 'O"Neil \\ ž' },
  emails: [
    { value: 'ada@work.example', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home' },
  ],
  meta: { created: '2026-01-31T14:05:00Z' },
  [enterpriseUrn]: { department: 'Research' },
};
const bob: Resource = { id: 'B1', userName: 'bob', active: false };

describe('a filter (RFC 7644 section 3.4.2.2)', () => {
  test.each([
    ['userName eq "ADA@HARBOR.EXAMPLE"', true, false],
    ['USERNAME Eq "bob"', false, true],
    ['externalId eq "00uada"', false, false],
    ['id eq "a1"', false, false],
    ['userName co "harbor"', true, false],
    ['userName sw "BO"', false, true],
    ['userName ew ".example"', true, false],
    ['userName gt "az"', false, true],
    ['active eq true', true, false],
    ['active eq "False"', false, true],
    ['active ne true', false, true],
    ['name.familyName eq "O\\"Neil \\\\ \\u017e"', true, false],
    ['emails eq "ada@work.example"', true, false],
    ['emails.value ew "home.example"', true, false],
    ['emails[type eq "work" and value co "home"]', false, false],
    ['emails[type eq "work" and value co "work"]', true, false],
    ['emails[type eq "home"] or userName eq "bob"', true, true],
    ['emails pr', true, false],
    ['not (emails pr)', false, true],
    ['title eq null', true, true],
    ['displayName pr', false, false],
    [`${userUrn}:userName eq "bob"`, false, true],
    [`${enterpriseUrn}:department eq "research"`, true, false],
    ['meta.created eq "2026-01-31T15:05:00+01:00"', true, false],
    ['meta.created gt "2026-01-31T14:04:59.9999999Z"', true, false],
    // `not` binds closer than `and`, and `and` closer than `or`.
    ['userName eq "bob" or active eq true and userName eq "nobody"', false, true],
    ['(userName eq "bob" or active eq true) and userName eq "bob"', false, true],
  ])('%s', (filter, forAda, forBob) => {
    expect([fits(filter, ada), fits(filter, bob)]).toEqual([forAda, forBob]);
  });

  test.each([
    'userName',
    'userName eq',
    'userName eq bob',
    'userName is "bob"',
    'userName eq "bob',
    'userName eq "bob" and',
    '(userName eq "bob"',
    'userName eq "bob")',
    '()',
    '',
    'nobodyKnows eq "x"',
    '__proto__ pr',
    'constructor.prototype pr',
    'userName eq "a\\q"',
    'userName eq "\\u12"',
    'active gt true',
    'active eq "perhaps"',
    'meta.created gt "soon"',
    'name eq "x"',
    'userName co null',
    'emails[type eq "work"',
    'userName[value eq "x"]',
    'password eq "secret"',
    'userName eq "x" ; drop',
  ])('that is broken is refused with its reason: %s', (filter) => {
    const read = () => parseFilter(filter, attributes);
    expect(read).toThrow(ScimError);
    expect(read).toThrow(expect.objectContaining({ status: 400, scimType: 'invalidFilter' }));
  });

  it('of hostile size or depth is refused at once', () => {
    const hostile = [
      `userName eq "${'\\\\'.repeat(30)}`,
      `${'('.repeat(3000)}userName pr${')'.repeat(3000)}`,
      `${'not ('.repeat(400)}userName pr${')'.repeat(400)}`,
      Array.from({ length: 2000 }, () => 'a pr').join(' or '),
      `userName eq "${'x'.repeat(5000)}"`,
    ];
    for (const filter of hostile) expect(() => parseFilter(filter, attributes)).toThrow(ScimError);
  });
});

describe('a path', () => {
  test.each([
    ['userName', 'userName', null, false],
    ['name.givenName', 'name', 'givenName', false],
    ['emails[type eq "work"].value', 'emails', 'value', true],
    ['EMAILS[Type eq "work"]', 'emails', null, true],
    [`${enterpriseUrn}:manager.value`, 'manager', 'value', false],
    ['roles[value eq "x:admin"]', 'roles', null, true],
  ])('%s', (text, attribute, sub, chosen) => {
    const path = parsePath(text, attributes);
    if ('extension' in path) throw new Error('read as an extension');
    expect([path.target.attribute.name, path.sub?.name ?? null, path.where !== null]).toEqual([attribute, sub, chosen]);
  });

  it('may name a whole extension', () => {
    expect(parsePath(enterpriseUrn.toUpperCase(), attributes)).toEqual({ extension: enterpriseUrn });
  });

  test.each([
    '',
    'nobody',
    'name.nobody',
    'emails[type eq "work"].nobody',
    'emails[',
    'emails[type eq "w"] value',
    '__proto__.x',
  ])('that leads nowhere is refused: %s', (text) => {
    expect(() => parsePath(text, attributes)).toThrow(expect.objectContaining({ scimType: 'invalidPath' }));
  });
});

/** A filter as plain data, judged by the most simple-minded reading of the RFC. */
type Naive =
  | { and: [Naive, Naive] }
  | { or: [Naive, Naive] }
  | { not: Naive }
  | { attr: 'userName' | 'displayName'; op: 'eq' | 'ne' | 'co' | 'sw' | 'ew'; value: string }
  | { pr: 'userName' | 'displayName' | 'emails' }
  | { email: { type: string; value: string } };

const word = string({ minLength: 1, maxLength: 3 }).filter((text) => text.isWellFormed());
const naive: Arbitrary<Naive> = letrec<{ filter: Naive }>((tie) => ({
  filter: oneof(
    { maxDepth: 4, depthSize: 'small' },
    record({
      attr: constantFrom('userName' as const, 'displayName' as const),
      op: constantFrom('eq' as const, 'ne' as const, 'co' as const, 'sw' as const, 'ew' as const),
      value: word,
    }),
    record({ pr: constantFrom('userName' as const, 'displayName' as const, 'emails' as const) }),
    record({ email: record({ type: constantFrom('work', 'home'), value: word }) }),
    record({ not: tie('filter') }),
    record({ and: tuple(tie('filter'), tie('filter')) }),
    record({ or: tuple(tie('filter'), tie('filter')) }),
  ),
})).filter;

const person = record({
  userName: word,
  displayName: option(word, { nil: undefined }),
  emails: array(record({ type: constantFrom('work', 'home'), value: word }), { maxLength: 3 }),
  spare: boolean(),
  number: integer(),
});
type Person = typeof person extends Arbitrary<infer P> ? P : never;

function write(filter: Naive): string {
  if ('and' in filter) return `(${write(filter.and[0])} and ${write(filter.and[1])})`;
  if ('or' in filter) return `(${write(filter.or[0])} or ${write(filter.or[1])})`;
  if ('not' in filter) return `not (${write(filter.not)})`;
  if ('pr' in filter) return `${filter.pr} pr`;
  if ('email' in filter)
    return `emails[type eq "${filter.email.type}" and value co ${JSON.stringify(filter.email.value)}]`;
  return `${filter.attr} ${filter.op} ${JSON.stringify(filter.value)}`;
}

function judge(filter: Naive, who: Person): boolean {
  if ('and' in filter) return judge(filter.and[0], who) && judge(filter.and[1], who);
  if ('or' in filter) return judge(filter.or[0], who) || judge(filter.or[1], who);
  if ('not' in filter) return !judge(filter.not, who);
  if ('pr' in filter) return filter.pr === 'emails' ? who.emails.length > 0 : who[filter.pr] !== undefined;
  if ('email' in filter) {
    const { type, value } = filter.email;
    return who.emails.some((each) => each.type === type && each.value.toLowerCase().includes(value.toLowerCase()));
  }
  const present = who[filter.attr]?.toLowerCase();
  const wanted = filter.value.toLowerCase();
  if (filter.op === 'ne') return present !== wanted;
  if (present === undefined) return false;
  const tests = {
    eq: present === wanted,
    co: present.includes(wanted),
    sw: present.startsWith(wanted),
    ew: present.endsWith(wanted),
  };
  return tests[filter.op];
}

test('any filter means what a simple-minded reading of it means (property)', () => {
  assert(
    property(naive, person, (filter, who) => {
      const { userName, displayName, emails } = who;
      const resource: Resource = { userName, emails, ...(displayName === undefined ? {} : { displayName }) };
      expect(fits(write(filter), resource)).toBe(judge(filter, who));
    }),
    { numRuns: 500 },
  );
});

test('no text makes the reader throw anything but a refusal (property)', () => {
  const piece = oneof(
    word,
    constantFrom('userName', ' eq ', '"', '(', ')', '[', ']', ' and ', ' not ', '\\', 'emails', '.', ':'),
  );
  assert(
    property(array(piece, { maxLength: 20 }), (pieces) => {
      try {
        parseFilter(pieces.join(''), attributes);
      } catch (error) {
        expect(error).toBeInstanceOf(ScimError);
      }
    }),
    { numRuns: 500 },
  );
});
