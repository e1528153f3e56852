import type { Account, State } from '@rollcall/shared';
import { expect } from 'vitest';
import { type Case, facts, given, reaches, refusal, startsIn } from './world.ts';

/** The system's own word for where an account stands, as `Capabilities.suspendFrom` lists it. */
const standing = (account: Account): string => account.detail ?? account.state.toUpperCase();

const twice = (state: State): Case => ({
  says: `${state} twice is safe`,
  needs: [reaches(state)],
  async run({ directory, make }) {
    const { ref } = await make();
    const first = await directory.setState(ref.id, state);
    const second = await directory.setState(ref.id, state);
    expect(first.state).toBe(state);
    expect(facts(second)).toEqual(facts(first));
    expect(facts(await directory.get(ref.id))).toEqual(facts(first));
  },
});

export const stateCases: Case[] = [
  {
    says: 'active twice is safe',
    needs: [reaches('active')],
    async run({ directory, make }) {
      const { ref } = await make();
      const first = await directory.setState(ref.id, 'active');
      const second = await directory.setState(ref.id, 'active');
      expect(second.state).toBe('active');
      expect(facts(second)).toEqual(facts(first));
    },
  },
  twice('deactivated'),
  {
    says: 'deactivate keeps the account readable, with its attributes',
    async run({ directory, make }) {
      const before = await make();
      const answer = await directory.setState(before.ref.id, 'deactivated');
      const after = await directory.get(before.ref.id);
      expect(after.state).toBe('deactivated');
      expect(after.attributes).toEqual(before.attributes);
      expect(facts(answer)).toEqual(facts(after));
    },
  },
  {
    says: 'activate undoes deactivate, and the id stays',
    async run({ directory, make }) {
      const { ref, login } = await make();
      await directory.setState(ref.id, 'deactivated');
      const after = await directory.setState(ref.id, 'active');
      expect([after.ref.id, after.login, after.state]).toEqual([ref.id, login, 'active']);
    },
  },
  {
    says: 'a staged account becomes active',
    needs: [startsIn('staged')],
    async run({ directory, make }) {
      const { ref } = await make({ state: 'staged' });
      expect((await directory.setState(ref.id, 'active')).state).toBe('active');
    },
  },
  {
    says: 'a staged account can be deactivated',
    needs: [startsIn('staged')],
    async run({ directory, make }) {
      const { ref } = await make({ state: 'staged' });
      expect((await directory.setState(ref.id, 'deactivated')).state).toBe('deactivated');
    },
  },
  {
    says: 'suspended comes and goes from where the capability says, and is safe twice',
    needs: [reaches('suspended')],
    async run({ directory, make, sample }) {
      const password = sample.password.good;
      const before = await make(password === null ? {} : { password });
      expect(directory.capabilities.suspendFrom).toContain(standing(before));
      const suspended = await directory.setState(before.ref.id, 'suspended');
      expect(suspended.state).toBe('suspended');
      expect(facts(await directory.setState(before.ref.id, 'suspended'))).toEqual(facts(suspended));
      expect(facts(await directory.setState(before.ref.id, 'active'))).toEqual(facts(before));
    },
  },
  {
    says: 'a suspended account can be deactivated',
    needs: [reaches('suspended')],
    async run({ directory, make, sample }) {
      const password = sample.password.good;
      const { ref } = await make(password === null ? {} : { password });
      await directory.setState(ref.id, 'suspended');
      expect((await directory.setState(ref.id, 'deactivated')).state).toBe('deactivated');
    },
  },
  {
    says: 'suspended from elsewhere is wrong_state, and nothing changes',
    needs: [reaches('suspended')],
    async run(world) {
      const { directory, make } = world;
      const { ref } = await make();
      const deactivated = await directory.setState(ref.id, 'deactivated');
      expect(directory.capabilities.suspendFrom).not.toContain(standing(deactivated));
      await refusal(world, directory.setState(ref.id, 'suspended'), 'wrong_state');
      expect(facts(await directory.get(ref.id))).toEqual(facts(deactivated));
    },
  },
  {
    says: 'a state that the system can’t reach is unsupported, and nothing changes',
    async run(world) {
      const { directory, make } = world;
      const before = await make();
      const states = ['staged', 'active', 'suspended', 'deactivated'] as const;
      const missing = states.filter(
        (state) => !directory.capabilities.states.includes(state) && state !== before.state,
      );
      for (const state of missing) await refusal(world, directory.setState(before.ref.id, state), 'unsupported');
      expect(facts(await directory.get(before.ref.id))).toEqual(facts(before));
    },
  },
  {
    says: 'an unknown account is not_found',
    async run(world) {
      const { directory, control } = world;
      for (const state of directory.capabilities.states) {
        await refusal(world, directory.setState(control.unknownId, state), 'not_found');
      }
    },
  },
  {
    says: 'a change of attributes leaves the state alone',
    async run({ directory, make, draft }) {
      const { ref } = await make();
      const before = await directory.setState(ref.id, 'active');
      const { email } = directory.fields;
      const after = await directory.update(ref.id, { [email]: given(draft().attributes[email]) });
      expect([after.state, after.detail]).toEqual([before.state, before.detail]);
    },
  },
];
