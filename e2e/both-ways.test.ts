import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection, Job } from '@rollcall/shared';
import type { Directory } from '@rollcall/agent/directory/directory';
import { connectionOf } from '@rollcall/agent/engine/sample.fixture';
import { createWorld, type World } from '@rollcall/agent/engine/world.fixture';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type DrupalSite, openPracticeDrupal, openRealDrupal } from './contract/drupal-site.ts';
import { callOrg, connect } from './contract/practice-okta.ts';
import { siteOf } from './contract/site-directory.ts';
import { type RunningPracticeOrg, startPracticeOrg } from './practice-org/start.ts';

/** The engine between a Drupal and an Okta look-alike, with changes that go from Okta to the site. */

const real = await openRealDrupal(process.env);
const sites: [string, () => Promise<DrupalSite>][] = [['a practice site', () => openPracticeDrupal()]];
if (typeof real === 'string') test.skip(`a real Drupal (${real})`, () => {});
else sites.push(['a real Drupal', () => Promise.resolve(real)]);

const created = z.object({ id: z.string() });
const tag = randomBytes(4).toString('hex');
const login = `both-${tag}@harbor.example`;
const moved = `both-${tag}-new@harbor.example`;

describe.each(sites)('%s', (_name, open) => {
  let site: DrupalSite;
  let org: RunningPracticeOrg;
  let cms: Directory;
  let world: World;
  let user: string;
  let roles: string[];
  let groups: string[];

  beforeAll(async () => {
    site = await open();
    org = await startPracticeOrg({ port: 0 });
    cms = siteOf(site);
    world = await createWorld({ sides: { cms, okta: await connect(org, 'token') } });
    const profile = { login, email: login, firstName: 'Bo', lastName: 'Thway', department: 'Research' };
    const body = { profile, credentials: { password: { value: `Aa1-${randomBytes(9).toString('base64url')}` } } };
    user = created.parse(await callOrg(org, 'POST /api/v1/users?activate=true', body)).id;
    roles = [await makeRole('taken'), await makeRole('given')];
    groups = [await makeGroup('taken'), await makeGroup('given')];
    await world.connect(settings());
  });
  afterAll(async () => {
    for (const role of roles) await cms.groups?.remove(role);
    for (const account of await cms.find({ login })) {
      await cms.remove?.(account.ref.id);
      await site.erase?.(account.ref.id);
    }
    await world.close();
    await org.close();
    await site.close();
  });

  const makeRole = async (name: string) => (await cms.groups?.create(`Both ${tag} ${name}`))?.id ?? '';
  const makeGroup = async (name: string) => {
    const body = { profile: { name: `Both ${tag} ${name}` } };
    return created.parse(await callOrg(org, 'POST /api/v1/groups', body)).id;
  };

  function settings(): Partial<Connection> {
    const rules = connectionOf().mapping.filter((rule) => rule.apply === 'always');
    return {
      direction: 'both',
      mapping: [
        ...rules.map((rule) => ({ ...rule, owner: 'okta' as const })),
        ...connectionOf().mapping.filter((rule) => rule.apply === 'create'),
      ],
      groupMaps: [
        { group: groups[0] ?? '', role: roles[0] ?? '', owner: 'okta', namedPrivileged: false },
        { group: groups[1] ?? '', role: roles[1] ?? '', owner: 'cms', namedPrivileged: true },
      ],
    };
  }

  const sync = async (mode: 'plan' | 'apply' = 'apply') => {
    // Okta’s search is not at once where its users are.
    await delay(50);
    return world.run({ kind: 'accounts', side: 'okta', ids: [user] }, { mode });
  };
  const account = async () => (await cms.find({ login }))[0];
  const problems = (job: Job) => world.engine.results(job.id).flatMap((each) => each.problem ?? []);
  const comesToRest = async () => {
    const { items } = await world.plans.read((await sync('plan')).plan ?? '');
    expect(items).toEqual([]);
  };

  test('an Okta user whom a person names gets an account, active and linked', async () => {
    const job = await sync();
    expect(problems(job)).toEqual([]);
    expect(job).toMatchObject({ state: 'done', done: 1 });
    expect(await account()).toMatchObject({ login, email: login, state: 'active' });
    expect((await account())?.attributes['field_department']).toBe('Research');
    expect(Object.values(world.store.data.links)).toMatchObject([{ createdSide: 'cms', okta: { id: user } }]);
    await comesToRest();
  });

  test('a new mail and department arrive, and the account stays active', async () => {
    await callOrg(org, `POST /api/v1/users/${user}`, { profile: { email: moved, department: 'Sales' } });
    const job = await sync();
    expect(problems(job)).toEqual([]);
    expect(await account()).toMatchObject({ email: moved, state: 'active' });
    expect((await account())?.attributes['field_department']).toBe('Sales');
    await comesToRest();
  });

  test('a suspension blocks, and its end unblocks and says that the site sends a mail', async () => {
    await callOrg(org, `POST /api/v1/users/${user}/lifecycle/suspend`);
    expect(problems(await sync())).toEqual([]);
    expect((await account())?.state).toBe('deactivated');
    await comesToRest();
    await callOrg(org, `POST /api/v1/users/${user}/lifecycle/unsuspend`);
    const job = await sync();
    const { items } = await world.plans.read(job.plan ?? '');
    expect(items).toMatchObject([{ action: 'activate', side: 'cms', reason: 'returned', effects: ['cmsMail'] }]);
    expect((await account())?.state).toBe('active');
    await comesToRest();
  });

  test('groups become roles and roles groups, each from the side that owns it', async () => {
    const id = (await account())?.ref.id ?? '';
    await callOrg(org, `PUT /api/v1/groups/${groups[0]}/users/${user}`);
    await cms.groups?.addMember(roles[1] ?? '', id);
    const job = await sync();
    expect(problems(job)).toEqual([]);
    expect(job).toMatchObject({ done: 2 });
    expect((await account())?.groups?.toSorted()).toEqual(roles.toSorted());
    expect(await callOrg(org, `GET /api/v1/groups/${groups[1]}/users`)).toMatchObject([{ id: user }]);
    await comesToRest();
    await callOrg(org, `DELETE /api/v1/groups/${groups[0]}/users/${user}`);
    await cms.groups?.removeMember(roles[1] ?? '', id);
    expect(problems(await sync())).toEqual([]);
    expect((await account())?.groups).toEqual([]);
    expect(await callOrg(org, `GET /api/v1/groups/${groups[1]}/users`)).toEqual([]);
    await comesToRest();
  });
});
