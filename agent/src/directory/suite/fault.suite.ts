import type { ErrorCode } from '@rollcall/shared';
import { expect } from 'vitest';
import {
  type Case,
  controls,
  facts,
  type Fault,
  type FaultyCall,
  given,
  ids,
  listed,
  refusal,
  settled,
  text,
  type World,
} from './world.ts';

const unsure: [ErrorCode, ...ErrorCode[]] = ['unreachable', 'timeout', 'server_fault'];

const runCall: Record<FaultyCall, (world: World, id: string) => Promise<unknown>> = {
  get: ({ directory }, id) => directory.get(id),
  list: ({ directory }) => listed(directory),
  create: ({ directory, draft }) => directory.create(draft()),
  update: ({ directory, draft }, id) => {
    const { email } = directory.fields;
    return directory.update(id, { [email]: given(draft().attributes[email]) });
  },
};

const fails = (call: FaultyCall, fault: Fault, ...codes: [ErrorCode, ...ErrorCode[]]): Case => ({
  says: `${call}: ${fault} is ${codes[0]}, and the next call works`,
  needs: [controls('failNext')],
  async run(world) {
    const { ref } = await world.make();
    await world.control.failNext?.(call, fault);
    const problem = await refusal(world, runCall[call](world, ref.id), ...codes);
    expect(problem.retry).not.toBe('never');
    if (fault === 'limited') {
      expect(problem.retry).toBe('after');
      const wait = Date.parse(given(problem.retryAt)) - Date.now();
      expect(wait).toBeGreaterThan(-1000);
      expect(wait).toBeLessThan(10 * 60_000);
      expect(problem.status).toBe(429);
    }
    if (fault === 'broken' || fault === 'html') expect(problem.status).toBeGreaterThanOrEqual(500);
    expect((await world.directory.get(ref.id)).ref).toEqual(ref);
  },
});

export const faultCases: Case[] = [
  fails('get', 'limited', 'rate_limited'),
  fails('get', 'broken', 'server_fault'),
  fails('get', 'html', 'server_fault'),
  fails('get', 'cut', ...unsure),
  fails('list', 'limited', 'rate_limited'),
  fails('list', 'broken', 'server_fault'),
  fails('list', 'cut', ...unsure),
  fails('create', 'limited', 'rate_limited'),
  fails('create', 'broken', 'server_fault'),
  fails('update', 'limited', 'rate_limited'),
  fails('update', 'html', 'server_fault'),
  {
    says: 'a cut connection during create can be told by a later find',
    needs: [controls('failNext')],
    async run(world) {
      const { directory, control, draft } = world;
      const wanted = draft();
      const login = text(wanted.attributes, directory.fields.login);
      await control.failNext?.('create', 'cut');
      await refusal(world, directory.create(wanted), ...unsure);
      await new Promise((resolve) => setTimeout(resolve, 500));
      const made = await settled(
        () => directory.find({ login }),
        (all) => all.length > 0,
      );
      if (made.length > 0) {
        await refusal(world, directory.create(wanted), 'conflict');
      } else {
        await world.make(wanted);
      }
      const found = await settled(
        () => directory.find({ login }),
        (all) => all.length > 0,
      );
      expect(found).toHaveLength(1);
    },
  },
  {
    says: 'a cut connection during update can be told by a later get',
    needs: [controls('failNext')],
    async run(world) {
      const { directory, control, make, draft } = world;
      const before = await make();
      const { email } = directory.fields;
      const value = given(draft().attributes[email]);
      await control.failNext?.('update', 'cut');
      await refusal(world, directory.update(before.ref.id, { [email]: value }), ...unsure);
      expect([before.email, value]).toContain((await directory.get(before.ref.id)).email);
      expect((await directory.update(before.ref.id, { [email]: value })).email).toBe(value);
    },
  },
  {
    says: 'a call that is cancelled while it waits ends at once, as cancelled',
    needs: [controls('failNext')],
    async run(world) {
      const account = await world.make();
      await world.control.failNext?.('get', 'slow');
      const started = Date.now();
      const stopped = world.directory.get(account.ref.id, { signal: AbortSignal.timeout(100) });
      await refusal(world, stopped, 'cancelled');
      expect(Date.now() - started).toBeLessThan(1500);
      expect(facts(await world.directory.get(account.ref.id))).toEqual(facts(account));
    },
  },
  {
    says: 'many reads at once all answer the right account',
    async run({ directory, make }) {
      const made = [await make(), await make(), await make()];
      const read = await Promise.all([...made, ...made, ...made].map((account) => directory.get(account.ref.id)));
      expect(ids(read)).toEqual(ids([...made, ...made, ...made]));
    },
  },
];
