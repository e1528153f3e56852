import {
  array,
  assert,
  constantFrom,
  type Arbitrary,
  jsonValue,
  oneof,
  option,
  property,
  record,
  tuple,
} from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '@rollcall/shared';

import { Attributes } from './attribute.ts';
import type { MemberStep } from './collection.ts';
import { asObject, type Resource } from './filter-match.ts';
import { applyPatch, patchUrn, readOperations } from './patch.ts';
import { memberSteps } from './patch-members.ts';
import { groupType, userType } from './schema.ts';
import { ScimError } from './scim-error.ts';

const users = new Attributes(userType([]));
const groups = new Attributes(groupType);
const read = (operations: Json[]) => readOperations({ schemas: [patchUrn], Operations: operations });

/** A user as plainly as it can be held: what a simple-minded reader of the RFC would keep. */
interface Plain {
  title: string | null;
  name: Record<'givenName' | 'familyName', string | null>;
  roles: string[];
  mails: Record<'work' | 'home', string | null>;
}

const word = constantFrom('a', 'b', 'c', 'D"\\ž');
const kind = constantFrom('work' as const, 'home' as const);
const part = constantFrom('givenName' as const, 'familyName' as const);
const setting = constantFrom('add' as const, 'replace' as const);

/** One operation, with what it does to a plain user, or the word with which the whole PATCH is refused. */
interface Step {
  operation: { [name: string]: Json };
  does: (who: Plain) => undefined | 'noTarget';
}

const step: Arbitrary<Step> = oneof(
  tuple(setting, option(word)).map(([op, value]) => ({
    operation: op === 'add' ? { op, value: { TITLE: value } } : { op, path: 'title', value },
    does: (who: Plain) => void (who.title = value),
  })),
  constantFrom({ operation: { op: 'remove', path: 'Title' }, does: (who: Plain) => void (who.title = null) }),
  tuple(setting, part, option(word)).map(([op, name, value]) => ({
    operation: { op, path: `name.${name}`, value },
    does: (who: Plain) => void (who.name[name] = value),
  })),
  tuple(setting, part, word).map(([op, name, value]) => ({
    operation: { op, value: { name: { [name]: value } } },
    does: (who: Plain) => void (who.name[name] = value),
  })),
  part.map((name) => ({
    operation: { op: 'Remove', path: `name.${name}` },
    does: (who: Plain) => void (who.name[name] = null),
  })),
  array(word, { minLength: 1, maxLength: 3 }).map((values) => ({
    operation: { op: 'add', path: 'roles', value: values.map((value) => ({ value })) },
    does: (who: Plain) => void (who.roles = [...new Set([...who.roles, ...values])]),
  })),
  array(word, { maxLength: 3 }).map((values) => ({
    operation: { op: 'replace', path: 'roles', value: values.map((value) => ({ value })) },
    does: (who: Plain) => void (who.roles = [...new Set(values)]),
  })),
  word.map((value) => ({
    operation: { op: 'remove', path: `roles[value eq ${JSON.stringify(value)}]` },
    does: (who: Plain) => void (who.roles = who.roles.filter((each) => each !== value)),
  })),
  word.map((value) => ({
    operation: { op: 'remove', path: 'roles', value: [{ value }] },
    does: (who: Plain) => void (who.roles = who.roles.filter((each) => each !== value)),
  })),
  tuple(setting, kind, word).map(([op, type, value]) => ({
    operation: { op, path: `emails[type eq "${type}"].value`, value },
    does: (who: Plain) => (op === 'replace' && who.mails[type] === null ? 'noTarget' : void (who.mails[type] = value)),
  })),
  kind.map((type) => ({
    operation: { op: 'remove', path: `emails[type eq "${type}"]` },
    does: (who: Plain) => void (who.mails[type] = null),
  })),
);

function plainOf(resource: Resource): Plain {
  const list = (name: string) => {
    const value = resource[name];
    return Array.isArray(value) ? value.map((each) => asObject(each) ?? {}) : [];
  };
  const text = (value: Json | undefined) => (typeof value === 'string' ? value : null);
  const name = asObject(resource['name']);
  const mail = (type: string) => text(list('emails').find((each) => each['type'] === type)?.['value']);
  return {
    title: text(resource['title']),
    name: { givenName: text(name?.['givenName']), familyName: text(name?.['familyName']) },
    roles: list('roles').flatMap(({ value }) => text(value) ?? []),
    mails: { work: mail('work'), home: mail('home') },
  };
}

test('any PATCH makes what a simple-minded reading of it makes, and leaves what it was given (property)', () => {
  assert(
    property(array(step, { maxLength: 12 }), (steps) => {
      const before: Resource = {
        userName: 'ada',
        name: { givenName: 'a', familyName: 'b' },
        roles: [{ value: 'a' }],
        emails: [{ type: 'work', value: 'c' }],
      };
      const kept = structuredClone(before);
      const wanted = plainOf(before);
      const refused = steps.some(({ does }) => does(wanted) === 'noTarget');
      const patched = () => applyPatch(before, read(steps.map(({ operation }) => operation)), users);
      if (refused) expect(patched).toThrow(expect.objectContaining({ status: 400, scimType: 'noTarget' }));
      else expect(plainOf(patched())).toEqual(wanted);
      expect(before).toEqual(kept);
    }),
    { numRuns: 500 },
  );
});

const id = constantFrom('m1', 'm2', 'm3', 'm4');
const memberOperation: Arbitrary<{ [name: string]: Json }> = oneof(
  array(id, { minLength: 1, maxLength: 3 }).map((ids) => ({
    op: 'add',
    path: 'members',
    value: ids.map((value) => ({ value })),
  })),
  id.map((value) => ({ op: 'add', value: { members: [{ value, display: 'x' }] } })),
  id.map((value) => ({ op: 'add', path: 'MEMBERS', value })),
  id.map((value) => ({ op: 'remove', path: `members[value eq "${value}"]` })),
  tuple(id, id).map(([a, b]) => ({ op: 'remove', path: `members[value eq "${a}" or value eq "${b}"]` })),
  id.map((value) => ({ op: 'Remove', path: 'members', value: [{ value }] })),
);

test('members moved step by step are those that the whole group would have (property)', () => {
  assert(
    property(array(id, { maxLength: 4 }), array(memberOperation, { minLength: 1, maxLength: 8 }), (ids, operations) => {
      const start = [...new Set(ids)];
      const group: Resource = { displayName: 'Crew', members: start.map((value) => ({ value })) };
      const asked = read(operations);
      const { members } = applyPatch(group, asked, groups);
      const whole = Array.isArray(members) ? members.map((each) => asObject(each)?.['value']) : [];
      const moved = new Set<string>(start);
      const steps: MemberStep[] | null = memberSteps(asked, groups);
      expect(steps).not.toBeNull();
      for (const { op, ids: named } of steps ?? [])
        for (const each of named)
          if (op === 'add') moved.add(each);
          else moved.delete(each);
      expect([...moved]).toEqual(whole);
    }),
    { numRuns: 500 },
  );
});

test('no body makes a PATCH throw anything but a refusal, or change any other object (property)', () => {
  const path = constantFrom('title', 'name', 'emails', 'emails[type eq "x"]', 'members', '__proto__', 'id', '', 'x.y');
  const operation = record({ op: constantFrom('add', 'replace', 'remove', 'move'), path, value: jsonValue() });
  const fewKeys = Object.keys(Object.prototype).length;
  assert(
    property(oneof(array(operation, { maxLength: 5 }), jsonValue()), (operations) => {
      const body = { schemas: [patchUrn], Operations: operations } as Json;
      for (const [resource, attributes] of [
        [{ userName: 'ada' }, users],
        [{ displayName: 'Crew' }, groups],
      ] as const) {
        try {
          const asked = readOperations(body);
          memberSteps(asked, attributes);
          applyPatch(resource, asked, attributes);
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError);
        }
      }
      expect(Object.keys(Object.prototype)).toHaveLength(fewKeys);
    }),
    { numRuns: 500 },
  );
});
