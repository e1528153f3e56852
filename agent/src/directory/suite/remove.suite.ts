import { expect } from 'vitest';
import { can, type Case, controls, given, ids, listed, refusal } from './world.ts';

export const removeCases: Case[] = [
  {
    says: 'an active account is erased and not_found, or kept deactivated, as the answer says',
    needs: [can('remove')],
    async run(world) {
      const { directory, make } = world;
      const { ref } = await make();
      const answer = await given(directory.remove?.(ref.id));
      if (answer === 'erased') await refusal(world, directory.get(ref.id), 'not_found');
      else expect((await directory.get(ref.id)).state).toBe('deactivated');
    },
  },
  {
    says: 'a deactivated account is removed as well',
    needs: [can('remove')],
    async run(world) {
      const { directory, make } = world;
      const { ref } = await make();
      await directory.setState(ref.id, 'deactivated');
      const answer = await given(directory.remove?.(ref.id));
      if (answer === 'erased') await refusal(world, directory.get(ref.id), 'not_found');
      else expect((await directory.get(ref.id)).state).toBe('deactivated');
    },
  },
  {
    says: 'an erased account is in no listing, and its login is free',
    needs: [can('remove')],
    async run({ directory, make }, skip) {
      const { ref, login } = await make();
      if ((await directory.remove?.(ref.id)) === 'onlyBlocked') skip('the system keeps what is removed');
      expect(ids(await listed(directory))).not.toContain(ref.id);
      const again = await make({ attributes: { [directory.fields.login]: login } });
      expect(again.ref.id).not.toBe(ref.id);
    },
  },
  {
    says: 'removing what nobody has, and removing twice, is erased',
    needs: [can('remove')],
    async run({ directory, make, control }) {
      expect(await directory.remove?.(control.unknownId)).toBe('erased');
      const { ref } = await make();
      const first = await directory.remove?.(ref.id);
      expect(await directory.remove?.(ref.id)).toBe(first);
    },
  },
  {
    says: 'an account removed by somebody else is in no listing',
    needs: [controls('remove')],
    async run({ directory, make, control }) {
      const { ref } = await make();
      await given(control.remove)(ref.id);
      expect(ids(await listed(directory))).not.toContain(ref.id);
    },
  },
];
