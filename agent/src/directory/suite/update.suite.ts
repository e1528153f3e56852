import { expect } from 'vitest';
import { type Case, can, controls, facts, given, ids, refusal, samples, settled } from './world.ts';

export const updateCases: Case[] = [
  {
    says: 'changes only the named attribute, and answers the account as get reads it',
    async run({ directory, make, draft }) {
      const before = await make();
      const { email } = directory.fields;
      const value = given(draft().attributes[email]);
      const answer = await directory.update(before.ref.id, { [email]: value });
      const after = await directory.get(before.ref.id);
      expect(facts(answer)).toEqual(facts(after));
      expect(after.attributes).toEqual({ ...before.attributes, [email]: value });
      expect(after.state).toBe(before.state);
      expect(after.login).toBe(before.login);
    },
  },
  {
    says: 'the same values again change nothing',
    async run({ directory, make }) {
      const before = await make();
      const { login, email } = directory.fields;
      const same = { [login]: before.login, [email]: before.email };
      await directory.update(before.ref.id, same);
      const after = await directory.update(before.ref.id, same);
      expect(facts(after)).toEqual(facts(before));
    },
  },
  {
    says: 'no attribute named changes nothing',
    async run({ directory, make }) {
      const before = await make();
      expect(facts(await directory.update(before.ref.id, {}))).toEqual(facts(before));
    },
  },
  {
    says: 'null empties an attribute, a missing one stays',
    needs: [samples('text')],
    async run({ directory, make, sample }) {
      const field = given(sample.text);
      const { ref } = await make({ attributes: { [field]: 'something' } });
      const untouched = await directory.update(ref.id, {});
      expect(untouched.attributes[field]).toBe('something');
      const emptied = await directory.update(ref.id, { [field]: null });
      expect(emptied.attributes[field] ?? null).toBeNull();
      expect((await directory.get(ref.id)).attributes[field] ?? null).toBeNull();
    },
  },
  {
    says: 'empty text is what normalise says it is',
    needs: [samples('text')],
    async run({ directory, make, sample }) {
      const field = given(sample.text);
      const { ref } = await make({ attributes: { [field]: 'something' } });
      const after = await directory.update(ref.id, { [field]: '' });
      expect(after.attributes[field] ?? null).toEqual(directory.normalise({ [field]: '' })[field]);
    },
  },
  {
    says: 'a new login keeps the id, and the old login is free',
    async run({ directory, make, draft }) {
      const before = await make();
      const { login } = directory.fields;
      const renamed = await directory.update(before.ref.id, { [login]: given(draft().attributes[login]) });
      expect(renamed.ref.id).toBe(before.ref.id);
      expect(renamed.login).not.toBe(before.login);
      const second = await make({ attributes: { [login]: before.login } });
      expect(second.ref.id).not.toBe(before.ref.id);
    },
  },
  {
    says: 'a login that another account has is a conflict, and nothing changes',
    async run(world) {
      const { directory, make } = world;
      const first = await make();
      const second = await make();
      const { login } = directory.fields;
      const problem = await refusal(world, directory.update(second.ref.id, { [login]: first.login }), 'conflict');
      expect(problem.field).toBe(login);
      expect(facts(await directory.get(second.ref.id))).toEqual(facts(second));
    },
  },
  {
    says: 'a required attribute can’t be emptied',
    async run(world) {
      const { directory, make } = world;
      const { ref } = await make();
      for (const field of directory.fields.required) {
        const problem = await refusal(world, directory.update(ref.id, { [field]: null }), 'invalid', 'missing_name');
        expect(problem.field).toBe(field);
      }
    },
  },
  {
    says: 'an attribute that the system doesn’t have is invalid',
    async run(world) {
      const { ref } = await world.make();
      await refusal(world, world.directory.update(ref.id, { no_such_attribute: 'x' }), 'invalid');
    },
  },
  {
    says: 'an unknown account is not_found',
    async run(world) {
      const { email } = world.directory.fields;
      const value = given(world.draft().attributes[email]);
      await refusal(world, world.directory.update(world.control.unknownId, { [email]: value }), 'not_found');
    },
  },
  {
    says: 'an account removed by somebody else is not_found',
    needs: [controls('remove')],
    async run(world) {
      const { ref, email } = await world.make();
      await given(world.control.remove)(ref.id);
      await refusal(world, world.directory.get(ref.id), 'not_found');
      await refusal(world, world.directory.update(ref.id, { [world.directory.fields.email]: email }), 'not_found');
    },
  },
  {
    says: 'a change by somebody else is seen at once by id',
    needs: [controls('change'), samples('text')],
    async run({ directory, make, control, sample }) {
      const field = given(sample.text);
      const { ref } = await make({ attributes: { [field]: 'before' } });
      await given(control.change)(ref.id, { [field]: 'behind' });
      expect((await directory.get(ref.id)).attributes[field]).toBe('behind');
    },
  },
  {
    says: 'a version that is no longer true is moved, and nothing changes',
    needs: [controls('change'), samples('text')],
    async run(world, skip) {
      const { directory, make, control, sample } = world;
      const field = given(sample.text);
      const { ref, version } = await make({ attributes: { [field]: 'before' } });
      if (version === null) return skip('the system has no version marks');
      await given(control.change)(ref.id, { [field]: 'behind' });
      await refusal(world, directory.update(ref.id, { [field]: 'mine' }, { version }), 'moved');
      const now = await directory.get(ref.id);
      expect(now.attributes[field]).toBe('behind');
      const after = await directory.update(ref.id, { [field]: 'mine' }, { version: given(now.version) });
      expect(after.attributes[field]).toBe('mine');
    },
  },
  {
    says: 'a deactivated account can be changed, or is wrong_state, as the capability says',
    async run(world) {
      const { directory, make, draft } = world;
      const { ref } = await make();
      await directory.setState(ref.id, 'deactivated');
      const { email } = directory.fields;
      const value = given(draft().attributes[email]);
      if (directory.capabilities.editDeactivated) {
        const after = await directory.update(ref.id, { [email]: value });
        expect([after.email, after.state]).toEqual([value, 'deactivated']);
      } else {
        await refusal(world, directory.update(ref.id, { [email]: value }), 'wrong_state');
      }
    },
  },
  {
    says: 'a mail address that another account has is a conflict, where mail is unique',
    needs: [can('uniqueEmail')],
    async run(world) {
      const { directory, make } = world;
      const first = await make();
      const second = await make();
      const { email } = directory.fields;
      const problem = await refusal(world, directory.update(second.ref.id, { [email]: first.email }), 'conflict');
      expect(problem.field).toBe(email);
    },
  },
  {
    says: 'changes of different attributes at once are all kept',
    needs: [samples('text')],
    async run({ directory, make, draft, sample }) {
      const { ref } = await make();
      const email = given(draft().attributes[directory.fields.email]);
      await Promise.all([
        directory.update(ref.id, { [directory.fields.email]: email }),
        directory.update(ref.id, { [given(sample.text)]: 'both' }),
      ]);
      const after = await directory.get(ref.id);
      expect([after.email, after.attributes[given(sample.text)]]).toEqual([email, 'both']);
    },
  },
  {
    says: 'find meets the new login and no longer the old one',
    async run({ directory, make, draft }) {
      const before = await make();
      const { login } = directory.fields;
      const renamed = await directory.update(before.ref.id, { [login]: given(draft().attributes[login]) });
      const found = await settled(
        () => directory.find({ login: renamed.login }),
        (all) => all.length > 0,
      );
      expect(ids(found)).toEqual([before.ref.id]);
      const old = await settled(
        () => directory.find({ login: before.login }),
        (all) => all.length === 0,
      );
      expect(old).toEqual([]);
    },
  },
];
