import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createRig, type Rig } from './memory-app.fixture.ts';

const membersSchema = z.looseObject({
  displayName: z.string(),
  members: z.array(z.looseObject({ value: z.string() })).default([]),
});

async function groupOf(rig: Rig, name: string): Promise<string> {
  const { body } = await rig.call('POST', '/api/v1/groups', { body: { profile: { name } } });
  return z.object({ id: z.string() }).parse(body).id;
}

/** Makes people, assigns them, puts them into a group; answers their ids. */
async function crew(rig: Rig, group: string, names: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) {
    const id = await rig.create(`${name}@harbor.example`);
    await rig.assign(id);
    await rig.call('PUT', `/api/v1/groups/${group}/users/${id}`);
    // One after the other, so that the app's ids follow the names.
    await rig.settle();
    ids.push(id);
  }
  rig.memory.lines();
  return ids;
}

async function push(rig: Rig, sourceGroupId: string, more: Record<string, unknown> = {}): Promise<string> {
  const path = `/api/v1/apps/${rig.appId}/group-push/mappings`;
  const made = await rig.call('POST', path, { body: { sourceGroupId, ...more } });
  expect(made.status).toBe(201);
  expect(await rig.settle()).toMatchObject({ due: 0, failed: 0 });
  return `${path}/${z.object({ id: z.string() }).parse(made.body).id}`;
}

async function membersAt(rig: Rig, id: string): Promise<string[]> {
  return membersSchema.parse(await rig.memory.read(`/Groups/${id}`)).members.map(({ value }) => value);
}

describe.each(['put', 'patch'] as const)('a group pushed to an app of the %s dialect', (dialect) => {
  test('is made empty and then filled with those the app knows', async () => {
    const rig = await createRig({ dialect });
    const group = await groupOf(rig, 'Crew');
    const [ann] = await crew(rig, group, ['ann', 'bob']);
    const stranger = await rig.create('stranger@harbor.example');
    await rig.call('PUT', `/api/v1/groups/${group}/users/${stranger}`);
    const mapping = await push(rig, group);
    const found = 'GET /Groups?filter=displayName eq "Crew"&startIndex=1&count=100';
    const fill = dialect === 'put' ? ['GET /Groups/id-1', 'PUT /Groups/id-1'] : ['PATCH /Groups/id-1'];
    expect(rig.memory.lines()).toEqual([found, 'POST /Groups', ...fill]);
    expect(rig.memory.seen.at(-fill.length - 1)?.body).toMatchObject({ displayName: 'Crew', members: [] });
    expect(await membersAt(rig, 'id-1')).toEqual(['id-1', 'id-2']);
    expect((await rig.call('GET', mapping)).body).toMatchObject({
      status: 'ACTIVE',
      sourceGroupId: group,
      targetGroupId: 'id-1',
      errorSummary: null,
    });

    await rig.call('DELETE', `/api/v1/groups/${group}/users/${ann}`);
    await rig.settle();
    await rig.assign(stranger);
    await rig.settle();
    expect(await membersAt(rig, 'id-1')).toEqual(['id-2', 'id-3']);
    if (dialect === 'patch')
      expect(rig.memory.seen.findLast(({ line }) => line === 'PATCH /Groups/id-1')?.body).toEqual({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [
          { op: 'replace', value: { id: 'id-1', displayName: 'Crew' } },
          { op: 'add', path: 'members', value: [{ value: 'id-3', display: 'stranger@harbor.example' }] },
        ],
      });
  });

  test('follows a rename and keeps its members, and who is deactivated leaves it', async () => {
    const rig = await createRig({ dialect });
    const group = await groupOf(rig, 'Crew');
    const [ann = ''] = await crew(rig, group, ['ann', 'bob']);
    await push(rig, group);
    await rig.call('PUT', `/api/v1/groups/${group}`, { body: { profile: { name: 'Sailors' } } });
    await rig.settle();
    expect(await rig.memory.read('/Groups/id-1')).toMatchObject({ displayName: 'Sailors' });
    expect(await membersAt(rig, 'id-1')).toHaveLength(2);
    await rig.call('POST', `/api/v1/users/${ann}/lifecycle/deactivate`);
    await rig.settle();
    expect(await membersAt(rig, 'id-1')).toEqual(['id-2']);
  });

  test('takes a group of that name over as a whole, as “Push now” does', async () => {
    const rig = await createRig({ dialect });
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
    const members = [{ value: 'x-9', display: 'somebody' }];
    await rig.memory.write('POST', '/Groups', { schemas, displayName: 'Crew', members });
    const group = await groupOf(rig, 'Crew');
    await crew(rig, group, ['ann']);
    const mapping = await push(rig, group);
    expect(await membersAt(rig, 'id-1')).toEqual(['id-1']);
    await rig.memory.write('PUT', '/Groups/id-1', { schemas, displayName: 'Crew', members });
    const id = mapping.split('/').at(-1);
    expect((await rig.call('POST', `/practice/scim/${rig.appId}/mappings/${id}/push`)).status).toBe(204);
    await rig.settle();
    expect(await membersAt(rig, 'id-1')).toEqual(['id-1']);
  });

  test('is left at the app or deleted there when unlinked, which an active push refuses', async () => {
    const rig = await createRig({ dialect });
    const left = await push(rig, await groupOf(rig, 'Left'));
    const deleted = await push(rig, await groupOf(rig, 'Deleted'), { targetGroupName: 'Other name' });
    expect((await rig.call('DELETE', `${left}?deleteTargetGroup=false`)).status).toBe(400);
    for (const mapping of [left, deleted]) await rig.call('PATCH', mapping, { body: { status: 'INACTIVE' } });
    rig.memory.lines();
    await rig.call('DELETE', `${left}?deleteTargetGroup=false`);
    await rig.call('DELETE', `${deleted}?deleteTargetGroup=true`);
    await rig.settle();
    expect(rig.memory.lines()).toEqual(['DELETE /Groups/id-2']);
    expect((await rig.call('GET', deleted)).status).toBe(404);
    expect(await rig.memory.read('/Groups')).toMatchObject({ Resources: [{ displayName: 'Left' }] });
  });
});

test('many members go in steps of a hundred, and the group’s own name with each', async () => {
  const rig = await createRig({ dialect: 'patch' }, { users: 250, seed: { groups: [{ name: 'All hands' }] } });
  const group = rig.org.state.groups.byName('All hands')?.id ?? '';
  for (const { id, status } of rig.org.state.users.after(0))
    if (status !== 'DEPROVISIONED') await rig.call('PUT', `/api/v1/groups/${group}/users/${id}`);
  await rig.call('PUT', `/api/v1/apps/${rig.appId}/groups/${group}`);
  await rig.settle();
  rig.memory.lines();
  await push(rig, group);
  const known = [...rig.org.state.scim.usersAfter(rig.appId, 0)].filter(({ isOn }) => isOn).length;
  expect(known).toBeGreaterThan(200);
  expect(rig.memory.lines().filter((line) => line === 'PATCH /Groups/id-1')).toHaveLength(Math.ceil(known / 100));
  expect(await membersAt(rig, 'id-1')).toHaveLength(known);
});

test('a switched-off push is silent and catches up as a whole', async () => {
  const rig = await createRig({ dialect: 'patch' });
  const group = await groupOf(rig, 'Crew');
  const mapping = await push(rig, group);
  await rig.call('PATCH', mapping, { body: { status: 'INACTIVE' } });
  await crew(rig, group, ['ann']);
  expect(await membersAt(rig, 'id-1')).toEqual([]);
  await rig.call('PATCH', mapping, { body: { status: 'ACTIVE' } });
  await rig.settle();
  expect(await membersAt(rig, 'id-1')).toEqual(['id-1']);
});

test('groups are found by a rule, now and later, and go with it', async () => {
  const rig = await createRig();
  await groupOf(rig, 'Deck crew');
  const rules = `/practice/scim/${rig.appId}/rules`;
  const made = await rig.call('POST', rules, { body: { name: 'Crews', comparison: 'endsWith', value: 'crew' } });
  await groupOf(rig, 'Engine crew');
  await groupOf(rig, 'Office');
  await rig.settle();
  const names = async () =>
    z
      .object({ Resources: z.array(z.looseObject({ displayName: z.string() })) })
      .parse(await rig.memory.read('/Groups'))
      .Resources.map(({ displayName }) => displayName)
      .sort();
  expect(await names()).toEqual(['Deck crew', 'Engine crew']);
  const { id } = z.object({ id: z.string() }).parse(made.body);
  await rig.call('DELETE', `${rules}/${id}?deleteTargetGroup=true`);
  await rig.settle();
  expect(await names()).toEqual([]);
});

test('a group that is gone at the app is told as an error until it is unlinked', async () => {
  const rig = await createRig();
  const group = await groupOf(rig, 'Crew');
  const mapping = await push(rig, group);
  await rig.memory.write('DELETE', '/Groups/id-1');
  await crew(rig, group, ['ann']);
  expect((await rig.call('GET', mapping)).body).toMatchObject({
    status: 'ERROR',
    errorSummary: expect.stringContaining('Unable to push group Crew to app Site: Not Found.'),
  });
});
