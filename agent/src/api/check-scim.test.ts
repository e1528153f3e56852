import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { defaultScim } from '../engine/default-mapping.ts';
import { createScimWorld, oktaUser } from '../scim/scim.fixture.ts';
import type { ScimWorld } from '../scim/scim.fixture.ts';
import { customUrn } from '../scim/schema.ts';

let world: ScimWorld;
beforeEach(async () => {
  world = await createScimWorld();
});
afterEach(() => world.close());

const save = async (change: object) => {
  const body = { scim: { ...defaultScim, ...change } };
  const answer = await world.send('changeConnection', { params: { id: world.connection }, body });
  const { code = 'saved', detail = '', field = null } = (await answer.json()) as Record<string, string>;
  return { code, detail, field };
};
const added = (...names: string[]) => ({ custom: names.map((name) => ({ name, title: `The ${name}` })) });
const rule = { toOkta: null, toCms: null, owner: 'okta', apply: 'always', sensitive: false };
const map = (cms: string, okta: string, toCms: string | null = null) => {
  const { mapping = [] } = world.agent.services.store.data.connections[world.connection] ?? {};
  return world.call(
    'changeConnection',
    { id: world.connection },
    {
      mapping: [...mapping.filter((each) => each.cms !== cms), { ...rule, cms, okta, toCms }],
    },
  );
};

describe('a public address', () => {
  it.each(['https://scim.harbor.example', 'https://harbor.example/rollcall/', 'http://127.0.0.1:8080'])(
    'may be %s',
    async (publicUrl) => expect(await save({ publicUrl })).toMatchObject({ code: 'saved' }),
  );

  it.each([
    'http://scim.harbor.example',
    'https://me:secret@scim.harbor.example',
    'https://scim.harbor.example/?a=b',
    'https://scim_1.harbor.example',
    'https://scim.harbor.example/c1/scim/v2',
    'ftp://scim.harbor.example',
    'scim.harbor.example',
  ])('may not be %s', async (publicUrl) => {
    expect(await save({ publicUrl })).toMatchObject({ code: 'invalid', field: 'scim.publicUrl' });
  });
});

describe('an added attribute', () => {
  it('is in the schema, taken, filtered by, and goes to the site by a rule of its name and in a template', async () => {
    await save(added('badge', 'berth'));
    await map('field_last_name', 'badge');
    await map('field_department', 'department', '${department} (${berth})');
    const schema = await world.scim('GET', `/Schemas/${customUrn}`);
    expect(schema.body).toMatchObject({
      id: customUrn,
      attributes: [
        { name: 'badge', description: 'The badge' },
        { name: 'berth', description: 'The berth' },
      ],
    });
    expect((await world.scim('GET', '/ResourceTypes/User')).body).toMatchObject({
      schemaExtensions: [{}, { schema: customUrn, required: false }],
    });
    const { id, body } = await world.scim('POST', '/Users', {
      body: oktaUser('ann', { [customUrn]: { badge: 'B-12', berth: '7' } }),
    });
    expect(body).toMatchObject({ [customUrn]: { badge: 'B-12', berth: '7' } });
    expect((await world.cms.get(id)).attributes).toMatchObject({
      field_last_name: 'B-12',
      field_department: 'Docks (7)',
    });
    const found = (filter: string) => world.scim('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    expect((await found(`${customUrn}:badge eq "b-12"`)).body['totalResults']).toBe(1);
    const patch = { op: 'replace', path: `${customUrn}:berth`, value: '8' };
    await world.scim('PATCH', `/Users/${id}`, {
      body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [patch] },
    });
    expect((await world.cms.get(id)).attributes['field_department']).toBe('Docks (8)');
  });

  it('may not be there twice, nor have the name of one that SCIM has', async () => {
    expect(await save(added('badge', 'Badge'))).toMatchObject({ code: 'invalid', field: 'scim.custom' });
    expect((await save(added('department'))).detail).toContain('of its own');
    expect((await save(added('userName'))).detail).toContain('of its own');
    expect(await save(added('2nd'))).toMatchObject({ code: 'invalid' });
  });

  it('that the mapping uses is not removed, and the rule is named', async () => {
    await save(added('badge', 'berth'));
    await map('field_last_name', 'badge');
    await map('field_department', 'department', '${department} (${berth})');
    expect((await save(added('berth'))).detail).toContain('field_last_name');
    expect((await save(added('badge'))).detail).toContain('field_department');
    await map('field_department', 'department');
    expect(await save(added('badge'))).toMatchObject({ code: 'saved' });
  });

  it('that users came without is told of', async () => {
    const body = { scim: { ...defaultScim, ...added('badge') } };
    const { warnings } = await world.call('changeConnection', { id: world.connection }, body);
    expect(warnings).toEqual(['What depends on “badge” may fail for users in whose Okta profile it is missing.']);
    await map('field_last_name', 'badge');
    await world.scim('POST', '/Users', { body: oktaUser('ann', { [customUrn]: { badge: 'B-12' } }) });
    await world.scim('POST', '/Users', { body: oktaUser('bob') });
    const { lines } = await world.call('health');
    const line = lines.find(({ id }) => id.endsWith('scim-custom-badge'));
    expect(line).toMatchObject({ topic: 'scim', ok: true, warning: true });
    expect(line?.text).toContain('1 of 2 users');
  });
});
