import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrafficEntry, TrafficRow } from '@rollcall/shared/api-traffic';

import { createScimWorld, deactivation, oktaUser } from './scim.fixture.ts';
import type { ScimWorld } from './scim.fixture.ts';

let world: ScimWorld;
beforeEach(async () => {
  world = await createScimWorld();
});
afterEach(() => world.close());

const at = () => ({ id: world.connection });
const okta = { 'user-agent': 'Okta SCIM Client 1.0.0' };
const make = (name: string, change = {}) =>
  world.scim('POST', '/Users', { body: oktaUser(name, change), headers: okta });
async function rows(query = ''): Promise<TrafficRow[]> {
  const answer = await world.send('traffic', { params: at(), query });
  return ((await answer.json()) as { rows: TrafficRow[] }).rows;
}
async function newest(): Promise<TrafficEntry> {
  const [row] = await rows();
  return world.call('trafficEntry', { ...at(), entry: row?.id ?? '' });
}
const replay = (entry: string) => world.call('replayTraffic', { ...at(), entry }, {});
async function keptText(): Promise<string> {
  await rows();
  const folder = path.join(world.home, 'traffic', world.connection);
  const files = await readdir(folder);
  return (await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')))).join('');
}

describe('what passes', () => {
  it('is kept with its answer, without values about people and without secrets', async () => {
    const { id } = await make('ann', { password: 'pl4nted-By-Okta' });
    const kept = await newest();
    expect(kept).toMatchObject({
      method: 'POST',
      path: '/Users',
      status: 201,
      token: 'T-1',
      userAgent: 'Okta SCIM Client 1.0.0',
      detail: null,
      next: null,
      replay: 'whole',
    });
    expect(kept.plan).toMatch(/^P-/);
    expect(kept.request.headers).toContainEqual(['authorization', 'Bearer hidden']);
    expect(kept.request.body).toMatchObject({ userName: 'mail, 18', externalId: '00u-ann', password: 'hidden' });
    expect(kept.answer.body).toMatchObject({ id, userName: 'mail, 18', active: true });
    expect(kept.curl).toMatch(/^curl -X POST 'http.*\/scim\/v2\/Users' \\\n {2}-H "Authorization: Bearer \$TOKEN"/);
    await world.scim('GET', `/Users?filter=${encodeURIComponent('userName eq "ann@harbor.example"')}`);
    expect((await newest()).path).toBe('/Users?filter=userName eq "mail, 18"');
    const text = await keptText();
    for (const secret of ['harbor.example', 'Harbor.example', 'Ito', 'pl4nted', 'Docks', world.token])
      expect(text).not.toContain(secret);
    expect(world.log.join('')).not.toContain('pl4nted');
  });

  it('is in files that only their owner may read', async () => {
    await make('ann');
    await rows();
    const folder = path.join(world.home, 'traffic', world.connection);
    const [file = ''] = await readdir(folder);
    expect(file).toBe('2026-01-15.writes.0000.ndjson');
    expect((await stat(path.join(folder, file))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('is told newest first, by kind, in pages, and for a week', async () => {
    const { id } = await make('ann');
    await world.scim('GET', `/Users/${id}`);
    await world.scim('GET', '/Users/nobody');
    await make('ann');
    await world.scim('POST', '/Users/.search', { body: { filter: 'userName eq "ann@harbor.example"' } });
    expect((await newest()).request.body).toEqual({ filter: 'mail, 32' });
    expect((await rows()).map(({ method, status }) => `${method} ${status}`)).toEqual([
      'POST 200',
      'POST 409',
      'GET 404',
      'GET 200',
      'POST 201',
    ]);
    const { counts } = await world.call('traffic', at());
    expect(counts).toEqual({ all: 5, writes: 2, failed: 1 });
    const [first] = await rows('?kind=writes&limit=1');
    expect((await rows(`?kind=writes&before=${first?.id}`)).map(({ status }) => status)).toEqual([201]);
    world.pass(9 * 86_400_000);
    await make('bob');
    expect((await rows()).map(({ status }) => status)).toEqual([201]);
  });

  it('refuses a question that it does not understand, naming what was meant', async () => {
    const ask = async (query: string) => {
      const answer = await world.send('traffic', { params: at(), query });
      return [answer.status, await answer.json()];
    };
    expect(await ask('?kinds=writes')).toMatchObject([400, { code: 'invalid', field: 'kinds' }]);
    expect((await ask('?kinds=writes'))[1]).toMatchObject({ next: expect.stringContaining('"kind"') });
    for (const [name, value] of Object.entries({ kind: 'both', limit: '1.5', before: 'now' }))
      expect(await ask(`?${name}=${value}`)).toMatchObject([400, { code: 'invalid', field: name }]);
  });

  it('of a long list keeps the numbers and no more than a few users', async () => {
    const seeds = Array.from({ length: 60 }, (_each, number) => ({
      attributes: { name: `u${number}`, mail: `u${number}@harbor.example`, field_department: 'Docks of the north' },
      state: 'active' as const,
    }));
    world.cms.seed(seeds);
    const { job } = await world.call('run', {}, { connection: world.connection, scope: { kind: 'all' }, mode: 'plan' });
    await world.finished(job);
    await world.scim('GET', '/Users?count=5');
    const kept = (await newest()).answer.body as { totalResults: number; Resources: unknown[] };
    expect(kept).toMatchObject({ totalResults: 60, itemsPerPage: 5 });
    expect(kept.Resources.slice(3)).toEqual(['… 2 more']);
    await world.scim('GET', '/Users?count=60');
    const long = (await newest()).answer.body as { totalResults: number; Resources: unknown[] };
    expect(long).toMatchObject({ totalResults: 60, itemsPerPage: 60 });
    expect(long.Resources).toEqual([expect.stringMatching(/^… \d+ characters$/)]);
  });

  it('says what was refused, and what can be done about it', async () => {
    const { id } = await make('ann');
    await world.change({ mode: 'report' });
    await world.scim('PATCH', `/Users/${id}`, { body: deactivation });
    const kept = await newest();
    expect(kept).toMatchObject({ method: 'PATCH', status: 403 });
    expect(kept.detail).toContain('report-only');
    expect(kept.next).toContain(kept.plan ?? 'no plan');
    await world.scim('POST', '/Users', { body: 'no user' });
    expect((await newest()).next).toContain('press Retry in Okta');
  });

  it('of strangers is told once a minute, and counted', async () => {
    for (let count = 0; count < 5; count += 1) await world.scim('GET', '/Users', { token: `guess-${count}` });
    expect(await rows()).toMatchObject([{ status: 401, token: null }]);
    world.pass(61_000);
    await world.scim('GET', '/Users', { token: 'guess-6' });
    expect((await rows())[0]?.detail).toContain('4 more');
    expect(await keptText()).not.toContain('guess');
    await world.scim('GET', '/Users', { base: '/other/scim/v2', token: 'guess-7' });
    expect(await rows()).toHaveLength(2);
  });

  it('is not waited for: a disk that takes no record fails no answer', async () => {
    await writeFile(path.join(world.home, 'traffic'), 'in the way');
    expect((await make('ann')).status).toBe(201);
    const refused = await world.send('traffic', { params: at() });
    expect(await refused.json()).toMatchObject({ code: 'disk' });
    await rm(path.join(world.home, 'traffic'));
    expect((await make('bob')).status).toBe(201);
    expect(await rows()).toMatchObject([{ method: 'POST', status: 201 }]);
  });

  it('of a connection that is removed is forgotten', async () => {
    await make('ann');
    await rows();
    await world.call('removeConnection', at());
    expect(await readdir(path.join(world.home, 'traffic'))).toEqual([]);
  });
});

describe('a replay', () => {
  it('plans what the request would do now, and writes nothing', async () => {
    const { id } = await make('ann');
    await world.scim('PATCH', `/Users/${id}`, { body: deactivation });
    const [row] = await rows();
    expect(await replay(row?.id ?? '')).toEqual({ plan: null, job: null, problem: null, skipped: [] });
    await world.cms.setState(id, 'active');
    await world.call('run', {}, { connection: world.connection, scope: { kind: 'all' }, mode: 'plan' });
    await expect.poll(() => world.scim('GET', `/Users/${id}`).then(({ body }) => body['active'])).toBe(true);
    const again = await replay(row?.id ?? '');
    expect(again).toMatchObject({ problem: null, skipped: [] });
    const { items } = await world.call('plan', { id: again.plan ?? '' });
    expect(items).toMatchObject([{ action: 'deactivate', side: 'cms', subject: { cms: { id } } }]);
    expect((await world.cms.get(id)).state).toBe('active');
  });

  it('tells what would refuse it', async () => {
    await make('ann');
    const [row] = await rows();
    expect((await replay(row?.id ?? '')).problem).toMatchObject({ code: 'conflict' });
  });

  it('brings no password, and says so', async () => {
    await world.change({ scim: { ...scim(), syncPassword: true } });
    const { id, body } = await make('ann');
    await world.scim('PUT', `/Users/${id}`, {
      body: { ...body, password: 'pl4nted-By-Okta', name: { givenName: 'Anna', familyName: 'Ito' } },
    });
    await world.scim('PUT', `/Users/${id}`, { body });
    const [, row] = await rows();
    const again = await replay(row?.id ?? '');
    expect(again.skipped).toEqual(['password']);
    const { items } = await world.call('plan', { id: again.plan ?? '' });
    expect(items).toMatchObject([{ action: 'update', after: { field_first_name: 'Anna' }, secret: 'none' }]);
  });

  it('is not there for reads', async () => {
    await world.scim('GET', '/Users');
    expect((await newest()).replay).toBe('no');
    const [row] = await rows();
    const refused = await world.send('replayTraffic', { params: { ...at(), entry: row?.id ?? '' }, body: {} });
    expect(refused.status).toBeGreaterThanOrEqual(400);
  });
});

function scim() {
  const { scim: settings } = world.agent.services.store.data.connections[world.connection] ?? {};
  if (!settings) throw new Error('no connection');
  return settings;
}
