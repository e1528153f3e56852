import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '@rollcall/shared';
import { leaversAnswer } from '@rollcall/shared/api-leaver';
import type { LeaversAnswer } from '@rollcall/shared/api-leaver';

import { codeOf, createApiWorld } from './api.fixture.ts';
import type { ApiWorld } from './api.fixture.ts';

const minute = 60_000;
let world: ApiWorld;
let id: string;
beforeEach(async () => {
  world = await createApiWorld();
  id = await world.connect();
  const { methods } = await world.call('connection', { id });
  const operations = ['read', 'create', 'update', 'deactivate', 'delete'];
  await world.call('changeConnection', { id }, { methods: { ...methods, manual: { on: true, operations } } });
  world.cms.seed([onSite('root'), onSite('ada'), onSite('bo'), onSite('cy')]);
  world.okta.seed([inOkta('ada'), inOkta('bo'), inOkta('cy')]);
  await run({ kind: 'all' });
});
afterEach(() => world.close());

const onSite = (name: string) => ({
  state: 'active' as const,
  attributes: { name, mail: `${name}@harbor.example`, field_department: 'Research' },
});
const inOkta = (name: string) => ({
  state: 'active' as const,
  attributes: { login: `${name}@harbor.example`, email: `${name}@harbor.example`, firstName: name, lastName: 'Lee' },
});

async function run(scope: object, { mode = 'apply', operations = [] as string[] } = {}): Promise<void> {
  const { job } = await world.call('run', {}, { connection: id, scope, mode, operations });
  await world.finished(job);
}
const named = (name: string) => ({ kind: 'accounts', side: 'cms', ids: [name] });

async function siteUser(name: string): Promise<Account> {
  const [account] = await world.cms.find({ login: name });
  if (!account) throw new Error(`${name} is not on the site`);
  return account;
}

async function block(name: string): Promise<void> {
  world.cms.moveBehind((await siteUser(name)).ref.id, 'deactivated');
}

async function leavers(query = ''): Promise<LeaversAnswer> {
  return leaversAnswer.parse(await (await world.send('leavers', { params: { id }, query })).json());
}

describe('leavers', () => {
  it('are told with the proof on both sides, those who are still let in first', async () => {
    await block('ada');
    world.pass(3 * minute);
    await run(named('ada'));
    await block('bo');
    world.pass(minute);
    await run({ kind: 'all' }, { mode: 'plan' });
    const { rows, total, open, next } = await leavers();
    expect({ total, open, next }).toEqual({ total: 2, open: 1, next: null });
    expect(rows.map(({ login, open: isOpen, openSide, reason }) => [login, isOpen, openSide, reason])).toEqual([
      ['bo', true, 'okta', 'pending'],
      ['ada', false, null, null],
    ]);
    expect(rows[1]).toMatchObject({
      mail: 'ada@harbor.example',
      stoppedBy: 'cms',
      cms: { state: 'deactivated', proof: { kind: 'seen' } },
      okta: { state: 'deactivated', proof: { kind: 'entry', type: 'deactivate', evidence: 'readBack' } },
    });
    const entry = rows[1]?.okta?.proof;
    const { entries } = await world.call('activity');
    expect(entries.map((each) => each.id)).toContain(entry?.kind === 'entry' ? entry.id : '');
    expect(JSON.stringify(rows)).not.toContain('Research');
  });

  it('whose Okta user was deleted are known from the record alone', async () => {
    await block('cy');
    await run(named('cy'));
    await run(named('cy'), { operations: ['delete'] });
    const { rows } = await leavers();
    expect(rows).toMatchObject([
      { login: 'cy', linked: false, open: false, okta: { state: 'gone', proof: { kind: 'entry', type: 'delete' } } },
    ]);
  });

  it('are listed a page at a time and by the time of the loss', async () => {
    for (const name of ['ada', 'bo', 'cy']) {
      await block(name);
      world.pass(60 * minute);
      await run(named(name));
    }
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page = await leavers(`?limit=2${next === '' ? '' : `&after=${encodeURIComponent(next)}`}`);
      seen.push(...page.rows.map(({ login }) => login ?? ''));
      next = page.next;
    }
    expect(seen).toEqual(['cy', 'bo', 'ada']);
    const { rows } = await leavers('?since=2026-01-15T10:30:00Z&until=2026-01-15T11:30:00Z');
    expect(rows.map(({ login }) => login)).toEqual(['bo']);
    for (const bad of ['soon', '2026-02-30', '2026-04-31T10:00:00Z', '2025-02-29'])
      expect(await codeOf(await world.send('leavers', { params: { id }, query: `?since=${bad}` }))).toBe('invalid');
    expect((await leavers('?since=2024-02-29')).rows).toHaveLength(3);
  });

  it('keep the time at which a loss by others was first known, however often they are read again', async () => {
    await block('ada');
    world.cms.removeBehind((await siteUser('bo')).ref.id);
    world.pass(minute);
    await run({ kind: 'all' }, { mode: 'plan' });
    for (const hours of [1, 2]) {
      world.pass(hours * 60 * minute);
      await run({ kind: 'all' }, { mode: 'plan' });
      await run(named('ada'), { mode: 'plan' });
    }
    const { rows } = await leavers();
    const at = '2026-01-15T09:01:00.000Z';
    const known = new Map(rows.map(({ login, cms }) => [login, cms]));
    expect(known.get('ada')).toMatchObject({ seenAt: '2026-01-15T12:01:00.000Z', proof: { kind: 'seen', at } });
    expect(known.get('bo')).toMatchObject({ state: 'gone', proof: { kind: 'missing', at } });
    expect(rows.map(({ open }) => open)).toEqual([true, true]);
  });

  it('who came back are leavers no more', async () => {
    await block('ada');
    await run(named('ada'));
    expect((await leavers()).total).toBe(1);
    world.cms.moveBehind((await siteUser('ada')).ref.id, 'active');
    await run(named('ada'), { operations: ['activate'] });
    expect((await leavers()).total).toBe(0);
  });
});
