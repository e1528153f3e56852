import { expect } from 'vitest';
import { brokenRules } from '@rollcall/shared/password-policy';
import { can, type Case, given, ids, type Need, refusal, samplesPassword, settled, text } from './world.ts';

const offers =
  (method: 'hasPassword' | 'passwordPolicy' | 'importHash'): Need =>
  ({ directory }) =>
    directory[method] ? null : `the system has no ${method}`;

const stages: Need = ({ directory }) =>
  directory.capabilities.createStates.includes('staged') ? null : 'no account can start staged';

/** bcrypt, as PHP writes it. */
const hash = '$2y$04$abcdefghijklmnopqrstuuDxsHGdtvWYkxvxX3RWyZPlHsrC3Tu1i';

export const passwordCases: Case[] = [
  {
    says: 'a password given on create signs in, another doesn’t',
    needs: [can('verifyPassword'), samplesPassword('good')],
    async run({ directory, make, sample }) {
      const password = given(sample.password.good);
      const { login } = await make({ password });
      expect(await directory.verifyPassword?.(login, password)).toBe(true);
      expect(await directory.verifyPassword?.(login, `${password}x`)).toBe(false);
    },
  },
  {
    says: 'whether an account has a password can be seen, and nothing more',
    needs: [offers('hasPassword'), samplesPassword('good')],
    async run(world) {
      const { directory, make, sample, control } = world;
      const has = async (change: Parameters<typeof make>[0]) => directory.hasPassword?.((await make(change)).ref.id);
      expect(await has({})).toBe(false);
      expect(await has({ password: given(sample.password.good) })).toBe(true);
      await refusal(world, given(directory.hasPassword?.(control.unknownId)), 'not_found');
    },
  },
  {
    says: 'the password policy has a rule that a weak password breaks, and none that a good one does',
    needs: [offers('passwordPolicy'), samplesPassword('good'), samplesPassword('weak')],
    async run({ directory, sample, draft }) {
      const policy = given(await directory.passwordPolicy?.());
      const { attributes } = draft();
      const owner = { login: text(attributes, directory.fields.login), attributes };
      expect(brokenRules(policy, given(sample.password.weak), owner)).not.toEqual([]);
      expect(brokenRules(policy, given(sample.password.good), owner)).toEqual([]);
    },
  },
  {
    says: 'a hash is taken on create and by a staged account, by no other',
    needs: [offers('importHash'), offers('hasPassword'), stages],
    async run(world) {
      const { directory, make } = world;
      const made = await make({ state: 'staged', passwordHash: hash });
      expect(await directory.hasPassword?.(made.ref.id)).toBe(true);
      const staged = await make({ state: 'staged' });
      await directory.importHash?.(staged.ref.id, hash);
      expect(await directory.hasPassword?.(staged.ref.id)).toBe(true);
      await directory.setState(staged.ref.id, 'active');
      await refusal(world, given(directory.importHash?.(staged.ref.id, hash)), 'wrong_state');
      expect(JSON.stringify(await directory.get(made.ref.id))).not.toContain(hash.slice(-31));
    },
  },
  {
    says: 'an account made for the import hook counts as having a password',
    needs: [offers('importHash'), offers('hasPassword'), stages],
    async run({ directory, make }) {
      const { ref } = await make({ passwordHook: true });
      expect(await directory.hasPassword?.(ref.id)).toBe(true);
    },
  },
  {
    says: 'a password set later signs in, and the old one no longer does',
    needs: [can('setPassword'), can('verifyPassword'), samplesPassword('good')],
    async run({ directory, make, sample }) {
      const password = given(sample.password.good);
      const { ref, login } = await make({ password });
      await directory.setPassword?.(ref.id, `${password}-2`);
      expect(await directory.verifyPassword?.(login, `${password}-2`)).toBe(true);
      expect(await directory.verifyPassword?.(login, password)).toBe(false);
    },
  },
  {
    says: 'a password is in no attribute and no answer',
    needs: [samplesPassword('good')],
    async run({ directory, make, sample }) {
      const password = given(sample.password.good);
      const account = await make({ password });
      expect(JSON.stringify([account, await directory.get(account.ref.id)])).not.toContain(password);
    },
  },
  {
    says: 'a weak password on create is password_policy, and nothing is made',
    needs: [samplesPassword('weak')],
    async run(world) {
      const { directory, draft, sample } = world;
      const password = given(sample.password.weak);
      const wanted = draft({ password });
      const problem = await refusal(world, directory.create(wanted), 'password_policy');
      expect(JSON.stringify(problem)).not.toContain(password);
      expect(await directory.find({ login: text(wanted.attributes, directory.fields.login) })).toEqual([]);
    },
  },
  {
    says: 'a weak password set later is password_policy',
    needs: [can('setPassword'), samplesPassword('weak')],
    async run(world) {
      const { ref } = await world.make();
      const password = given(world.sample.password.weak);
      await refusal(world, given(world.directory.setPassword?.(ref.id, password)), 'password_policy');
    },
  },
  {
    says: 'a password for nobody is not_found',
    needs: [can('setPassword'), samplesPassword('good')],
    async run(world) {
      const { directory, control, sample } = world;
      const call = given(directory.setPassword?.(control.unknownId, given(sample.password.good)));
      await refusal(world, call, 'not_found');
    },
  },
  {
    says: 'the mail with which a person begins can be sent again, and changes no state',
    needs: [can('invite')],
    async run(world) {
      const { directory, make, control } = world;
      const invited = await make();
      await directory.invite?.(invited.ref.id);
      const after = await directory.get(invited.ref.id);
      expect([after.state, after.detail]).toEqual([invited.state, invited.detail]);
      await refusal(world, given(directory.invite?.(control.unknownId)), 'not_found');
    },
  },
  {
    says: 'a deactivated account gets no such mail',
    needs: [can('invite')],
    async run(world) {
      const { ref } = await world.make();
      await world.directory.setState(ref.id, 'deactivated');
      await refusal(world, given(world.directory.invite?.(ref.id)), 'wrong_state');
    },
  },
  {
    says: 'a new account without password is found by its login',
    async run({ directory, make }) {
      const { ref, login } = await make();
      const found = await settled(
        () => directory.find({ login }),
        (all) => all.length > 0,
      );
      expect(ids(found)).toEqual([ref.id]);
    },
  },
];
