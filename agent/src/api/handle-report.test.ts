import { afterEach, beforeEach, expect, it } from 'vitest';
import { reportAnswer } from '@rollcall/shared/api-report';
import type { ReportAnswer, ReportGroup } from '@rollcall/shared/api-report';

import { codeOf, createApiWorld } from './api.fixture.ts';
import type { ApiWorld } from './api.fixture.ts';

let world: ApiWorld;
beforeEach(async () => {
  world = await createApiWorld();
});
afterEach(() => world.close());

const onSite = (
  name: string,
  state: 'active' | 'suspended' = 'active',
  mail: string | null = `${name}@harbor.example`,
) => ({
  state,
  attributes: { name, mail },
});
const inOkta = (name: string) => ({
  state: 'active' as const,
  attributes: { login: `${name}@harbor.example`, email: `${name}@harbor.example`, firstName: name, lastName: 'Lee' },
});

async function report(id: string, group: ReportGroup | null = null): Promise<ReportAnswer> {
  const query = group === null ? '' : `?group=${group}`;
  return reportAnswer.parse(await (await world.send('firstReport', { params: { id }, query })).json());
}

async function read(): Promise<string> {
  const id = await world.connect();
  world.cms.seed([
    onSite('root'),
    onSite('ann'),
    onSite('bob'),
    onSite('cy', 'suspended'),
    onSite('dee', 'active', null),
  ]);
  world.okta.seed([inOkta('ann'), inOkta('cy'), inOkta('zed')]);
  const { job } = await world.call('run', {}, { connection: id, scope: { kind: 'all' }, mode: 'plan' });
  await world.finished(job);
  return id;
}

it('sorts every account of both sides into one group, before anything is written', async () => {
  const id = await read();
  const { users, okta, counts, reasons, readAt } = await report(id);
  expect({ users, okta }).toEqual({ users: 5, okta: 3 });
  expect(readAt).toBe('2026-01-15T09:00:00.000Z');
  const { onlyInOkta, ...ofTheSite } = counts;
  expect(onlyInOkta).toBe(1);
  expect(Object.values(ofTheSite).reduce((sum, count) => sum + count, 0)).toBe(users);
  expect(counts).toMatchObject({ cantSync: 1, found: 1, blockedActive: 1, linked: 0 });
  expect(reasons).toEqual({ missing_name: 1 });
});

it('lists a group, with the reason where there is one', async () => {
  const id = await read();
  expect((await report(id, 'onlyInOkta')).rows.map(({ login }) => login)).toEqual(['zed@harbor.example']);
  expect((await report(id, 'blockedActive')).rows.map(({ login }) => login)).toEqual(['cy']);
  expect((await report(id, 'cantSync')).rows).toMatchObject([{ login: 'dee', text: expect.stringMatching(/mail/) }]);
  expect((await report(id)).rows).toEqual([]);
});

it('tells of a side that was never read, and refuses a group that it does not have', async () => {
  const id = await world.connect();
  expect(await report(id)).toMatchObject({ users: 0, okta: 0, readAt: null });
  expect(await codeOf(await world.send('firstReport', { params: { id }, query: '?group=everybody' }))).toBe('invalid');
});
