import { expect } from 'vitest';
import { type Case, facts, given, ids, listed, refusal, samples, settled, text } from './world.ts';

const foundBy = (login: string) => (accounts: { login: string }[]) =>
  accounts.some((account) => account.login === login);

export const readCases: Case[] = [
  {
    says: 'an unknown id is not_found',
    async run(world) {
      const problem = await refusal(world, world.directory.get(world.control.unknownId), 'not_found');
      expect(problem.scope).toBe('item');
    },
  },
  {
    says: 'an id that could leave its place in an address is not_found',
    async run(world) {
      const { ref } = await world.make();
      for (const id of ['', '.', '..', '../groups', `${ref.id}/groups`, `${ref.id}?x=1`, `${ref.id}#x`, 'me', 'a b']) {
        await refusal(world, world.directory.get(id), 'not_found');
      }
    },
  },
  {
    says: 'a login is no id',
    async run(world) {
      const { login } = await world.make();
      await refusal(world, world.directory.get(login), 'not_found');
    },
  },
  {
    says: 'an account carries its directory, its times and no foreign state',
    async run({ directory, make }) {
      const { ref } = await make();
      const account = await directory.get(ref.id);
      expect(account.ref).toEqual({ directory: directory.id, id: ref.id });
      expect(['staged', 'active', 'suspended', 'deactivated']).toContain(account.state);
      for (const time of [account.readAt, account.createdAt, account.changedAt]) {
        if (time !== null) expect(new Date(time).toISOString()).toBe(time);
      }
    },
  },
  {
    says: 'find by login answers the account as get does',
    async run({ directory, make }) {
      const account = await make();
      const found = await settled(() => directory.find({ login: account.login }), foundBy(account.login));
      expect(found.map(facts)).toEqual([facts(await directory.get(account.ref.id))]);
    },
  },
  {
    says: 'find by mail ignores case as the system does',
    async run({ directory, make }) {
      const account = await make();
      const email = given(account.email).toUpperCase();
      const ignores = directory.fields.ignoreCase.includes(directory.fields.email);
      const found = await settled(
        () => directory.find({ email }),
        (all) => (ignores ? all.length > 0 : true),
      );
      expect(ids(found)).toEqual(ignores ? [account.ref.id] : []);
    },
  },
  {
    says: 'find by login ignores case as the system does',
    async run({ directory, make }) {
      const account = await make();
      const login = account.login.toUpperCase();
      const ignores = directory.fields.ignoreCase.includes(directory.fields.login);
      const found = await settled(
        () => directory.find({ login }),
        (all) => (ignores ? all.length > 0 : true),
      );
      expect(ids(found)).toEqual(ignores ? [account.ref.id] : []);
    },
  },
  {
    says: 'find by handle meets the number that the pages show',
    async run({ directory, make }) {
      const account = await make();
      const found = await directory.find({ handle: account.handle ?? '1' });
      expect(ids(found)).toEqual(account.handle === null ? [] : [account.ref.id]);
    },
  },
  {
    says: 'find takes the value as it is: quotes, operators and blanks mean nothing',
    async run({ directory, make }) {
      const { login } = await make();
      const part = login.slice(0, -3);
      for (const value of [part, `${part}*`, `" or profile.login sw "a`, `a\\"`, `'${login}'`, '%', '', ' ']) {
        expect(await directory.find({ login: value })).toEqual([]);
        expect(await directory.find({ email: value })).toEqual([]);
      }
    },
  },
  {
    says: 'findNamed answers whoever has one of the names for login or mail, each once, and nobody else',
    needs: [({ directory }) => (directory.findNamed ? null : 'the system is asked for one name at a time')],
    async run({ directory, make }) {
      const [one, two] = [await make(), await make()];
      await make();
      const names = [
        one.login.toUpperCase(),
        given(two.email),
        given(two.email),
        one.login.slice(0, -3),
        '" or "',
        ' ',
      ];
      const found = await settled(
        () => given(directory.findNamed?.(names)),
        (all) => all.length >= 2,
      );
      expect(ids(found).toSorted()).toEqual([one.ref.id, two.ref.id].toSorted());
      expect(await directory.findNamed?.([])).toEqual([]);
    },
  },
  {
    says: 'find sees deactivated accounts',
    async run({ directory, make }) {
      const account = await make();
      await directory.setState(account.ref.id, 'deactivated');
      const found = await settled(
        () => directory.find({ login: account.login }),
        (all) => all.some((each) => each.state === 'deactivated'),
      );
      expect(found.map((each) => each.state)).toEqual(['deactivated']);
    },
  },
  {
    says: 'get and list show the same account alike',
    needs: [samples('text')],
    async run({ directory, make, sample }) {
      const account = await make({ attributes: { [given(sample.text)]: 'seen twice' } });
      const read = await directory.get(account.ref.id);
      const shown = (await listed(directory)).find((each) => each.ref.id === account.ref.id);
      expect(facts(given(shown))).toEqual(facts(read));
      expect(text(read.attributes, given(sample.text))).toBe('seen twice');
    },
  },
];
