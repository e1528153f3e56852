import { expect } from 'vitest';
import { type Case, controls, given, refusal } from './world.ts';

export const checkCases: Case[] = [
  {
    says: 'names the site and the account it is signed in as, and says the same twice',
    async run({ directory }) {
      const first = await directory.check();
      const second = await directory.check();
      expect(first.identity).not.toBe('');
      expect(second.identity).toBe(first.identity);
      expect(await directory.identify()).toBe(first.identity);
      expect(second.account).toEqual(first.account);
      expect(first.permissions.length).toBeGreaterThan(0);
    },
  },
  {
    says: 'tells the time of the other side and how far the clocks differ',
    async run({ directory }) {
      const { serverTime, skewMs } = await directory.check();
      expect(new Date(given(serverTime)).toISOString()).toBe(serverTime);
      expect(Math.abs(skewMs)).toBeLessThan(60_000);
    },
  },
  {
    says: 'a wrong credential stops the run',
    needs: [controls('withWrongCredential')],
    async run(world) {
      const stranger = given(world.control.withWrongCredential)();
      const problem = await refusal(world, stranger.check(), 'bad_credentials', 'anonymous');
      expect(problem.scope).toBe('run');
      expect(problem.retry).toBe('never');
    },
  },
  {
    says: 'the schema names login, mail and every required attribute once',
    async run({ directory }) {
      const attributes = await directory.schema();
      const names = attributes.map((attribute) => attribute.name);
      const { login, email, required } = directory.fields;
      expect(names).toEqual(expect.arrayContaining([login, email, ...required]));
      expect(new Set(names).size).toBe(names.length);
      for (const attribute of attributes) if (required.includes(attribute.name)) expect(attribute.writable).toBe(true);
    },
  },
];
