import { expect } from 'vitest';
import { type Case, can, cannot, facts, given, ids, refusal, samples, settled, startsIn, text } from './world.ts';

const starts = (state: 'staged' | 'active' | 'deactivated'): Case => ({
  says: `a new account can start ${state}`,
  needs: [startsIn(state)],
  async run({ directory, make }) {
    const account = await make({ state });
    expect(account.state).toBe(state);
    expect((await directory.get(account.ref.id)).state).toBe(state);
  },
});

const survives = (what: string, value: string): Case => ({
  says: `a name survives: ${what}`,
  needs: [samples('name')],
  async run({ directory, make, sample }) {
    const name = given(sample.name);
    const { ref } = await make({ attributes: { [name]: value } });
    expect(text((await directory.get(ref.id)).attributes, name)).toBe(value);
  },
});

export const createCases: Case[] = [
  {
    says: 'answers the account as get reads it',
    async run({ directory, make }) {
      const account = await make();
      expect(facts(await directory.get(account.ref.id))).toEqual(facts(account));
    },
  },
  {
    says: 'the account holds every attribute of the draft, as normalised',
    async run({ directory, draft, make }) {
      const wanted = draft();
      const account = await make(wanted);
      expect(account.attributes).toMatchObject(directory.normalise(wanted.attributes));
      expect(account.login).toBe(wanted.attributes[directory.fields.login]);
      expect(account.email).toBe(wanted.attributes[directory.fields.email]);
    },
  },
  starts('staged'),
  starts('active'),
  starts('deactivated'),
  {
    says: 'a state that no account can start in is unsupported, and makes nothing',
    async run(world) {
      const { directory, draft } = world;
      const states = ['staged', 'active', 'suspended', 'deactivated'] as const;
      const state = given(states.find((each) => !directory.capabilities.createStates.includes(each)));
      const wanted = draft({ state });
      await refusal(world, directory.create(wanted), 'unsupported');
      expect(await directory.find({ login: text(wanted.attributes, directory.fields.login) })).toEqual([]);
    },
  },
  {
    says: 'one login twice is a conflict and makes one account',
    async run(world) {
      const { directory, make, draft } = world;
      const { login, ref } = await make();
      const problem = await refusal(
        world,
        directory.create(draft({ attributes: { [directory.fields.login]: login } })),
        'conflict',
      );
      expect(problem.field).toBe(directory.fields.login);
      const found = await settled(
        () => directory.find({ login }),
        (all) => all.length > 0,
      );
      expect(ids(found)).toEqual([ref.id]);
    },
  },
  {
    says: 'a login that differs only in case is a conflict, where case doesn’t count',
    async run(world) {
      const { directory, make, draft } = world;
      const { login } = await make();
      const attributes = { [directory.fields.login]: login.toUpperCase() };
      if (directory.fields.ignoreCase.includes(directory.fields.login)) {
        await refusal(world, directory.create(draft({ attributes })), 'conflict');
      } else {
        expect((await make({ attributes })).login).toBe(login.toUpperCase());
      }
    },
  },
  {
    says: 'a deactivated account still owns its login',
    async run(world) {
      const { directory, make, draft } = world;
      const { ref, login } = await make();
      await directory.setState(ref.id, 'deactivated');
      await refusal(world, directory.create(draft({ attributes: { [directory.fields.login]: login } })), 'conflict');
    },
  },
  {
    says: 'a mail address twice is a conflict, where mail is unique',
    needs: [can('uniqueEmail')],
    async run(world) {
      const { directory, make, draft } = world;
      const { email } = await make();
      const problem = await refusal(
        world,
        directory.create(draft({ attributes: { [directory.fields.email]: email } })),
        'conflict',
      );
      expect(problem.field).toBe(directory.fields.email);
    },
  },
  {
    says: 'two accounts may share a mail address, and find answers both, where mail is not unique',
    needs: [cannot('uniqueEmail')],
    async run({ directory, make }) {
      const first = await make();
      const second = await make({ attributes: { [directory.fields.email]: first.email } });
      const found = await settled(
        () => directory.find({ email: given(first.email) }),
        (all) => all.length > 1,
      );
      expect(ids(found).sort()).toEqual([first.ref.id, second.ref.id].sort());
    },
  },
  {
    says: 'a required attribute left empty is named, and nothing is made',
    async run(world) {
      const { directory, draft } = world;
      for (const field of directory.fields.required) {
        const wanted = draft();
        wanted.attributes[field] = null;
        const problem = await refusal(world, directory.create(wanted), 'invalid', 'missing_name');
        expect(problem.field).toBe(field);
        const login = wanted.attributes[directory.fields.login];
        if (typeof login === 'string') expect(await directory.find({ login })).toEqual([]);
      }
    },
  },
  {
    says: 'an attribute that the system doesn’t have is invalid',
    async run(world) {
      const wanted = world.draft({ attributes: { no_such_attribute: 'x' } });
      await refusal(world, world.directory.create(wanted), 'invalid');
    },
  },
  survives('letters outside ASCII', 'Łukasz Đặng-Ñúñez 李小龍'),
  survives('quotes and markup', `O'Brien "Bob" <b>&amp; Söhne</b> \\ 100 %`),
  survives('right-to-left letters', 'נועה ישראלי'),
  {
    says: 'a name as long as the schema allows survives, one longer is refused with its field',
    needs: [samples('name')],
    async run(world) {
      const { directory, draft, make, sample } = world;
      const name = given(sample.name);
      const attribute = (await directory.schema()).find((each) => each.name === name);
      const limit = attribute?.maxLength ?? null;
      const longest = Math.min(limit ?? 255, 255);
      const account = await make({ attributes: { [name]: 'é'.repeat(longest) } });
      expect(account.attributes[name]).toBe('é'.repeat(longest));
      if (limit === null) return;
      const tooLong = draft({ attributes: { [name]: 'x'.repeat(limit + 1) } });
      const problem = await refusal(world, directory.create(tooLong), 'invalid');
      expect(problem.field).toBe(name);
    },
  },
  {
    says: 'a character beyond the basic plane survives or is refused with its field, never changed',
    needs: [samples('name')],
    async run(world) {
      const { directory, draft, sample } = world;
      const name = given(sample.name);
      const wanted = draft({ attributes: { [name]: 'Ann 🦊' } });
      const login = text(wanted.attributes, directory.fields.login);
      const outcome = await world.make(wanted).catch((error: unknown) => error);
      if (outcome instanceof Error) {
        const problem = await refusal(world, Promise.reject(outcome), 'unsupported_character');
        expect(problem.field).toBe(name);
        expect(await directory.find({ login })).toEqual([]);
      } else {
        const [found] = await settled(
          () => directory.find({ login }),
          (all) => all.length > 0,
        );
        expect(found?.attributes[name]).toBe('Ann 🦊');
      }
    },
  },
  {
    says: 'blanks around a value are stored as normalise says',
    needs: [samples('text')],
    async run({ directory, make, sample }) {
      const field = given(sample.text);
      const account = await make({ attributes: { [field]: '  padded  ' } });
      expect({ [field]: account.attributes[field] }).toEqual(directory.normalise({ [field]: '  padded  ' }));
    },
  },
];
