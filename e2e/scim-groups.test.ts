import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scimSites, startScimRig, type ScimRig } from './scim-rig.ts';

/** Okta's Push Groups from the practice org through the agent: roles on the site, and who has them. */

for (const { on, skip, start } of await scimSites())
  describe.skipIf(skip).each(['put', 'patch'] as const)(
    `on ${on}, groups pushed by an app of the %s dialect`,
    (dialect) => {
      let rig: ScimRig;
      let group = '';
      let mapping = '';
      const people: { id: string; scimId: string }[] = [];

      beforeAll(async () => {
        rig = await start({ dialect });
        for (const name of ['ann', 'bob', 'eve']) people.push(await bring(`orgscim.${name}@harbor.example`));
        group = String((await rig.okta('POST', '/api/v1/groups', { profile: { name: 'Orgscim crew' } })).body['id']);
        for (const { id } of people.slice(0, 2)) await rig.okta('PUT', `/api/v1/groups/${group}/users/${id}`);
      });
      afterAll(() => rig.close());

      async function bring(login: string) {
        const profile = { firstName: 'Runa', lastName: 'Ito', login, email: login };
        const { body } = await rig.okta('POST', '/api/v1/users', {
          profile,
          credentials: { password: { value: 'Tall-Ship-7' } },
        });
        const assigned = `/api/v1/apps/${rig.appId}/users`;
        await rig.okta('POST', assigned, { id: body['id'], scope: 'USER' });
        await rig.settle();
        const { externalId } = (await rig.okta('GET', `${assigned}/${String(body['id'])}`)).body;
        return { id: String(body['id']), scimId: String(externalId) };
      }

      /** Who has which role on the site itself. */
      async function roles(): Promise<(string[] | undefined)[]> {
        await rig.settle();
        await rig.converged();
        return Promise.all(people.map(async ({ scimId }) => (await rig.account(scimId))?.groups));
      }

      async function groupsAt(): Promise<unknown> {
        return (await rig.scim('GET', '/Groups')).body['Resources'];
      }

      it('make a role of the group’s name and give it to the members', async () => {
        const made = await rig.okta('POST', `/api/v1/apps/${rig.appId}/group-push/mappings`, { sourceGroupId: group });
        expect(made.status).toBe(201);
        mapping = `/api/v1/apps/${rig.appId}/group-push/mappings/${String(made.body['id'])}`;
        const [ann, bob, eve] = await roles();
        expect(ann).toHaveLength(1);
        expect(bob).toEqual(ann);
        expect(eve).toEqual([]);
        expect(await rig.roleNames()).toContain('Orgscim crew');
        expect((await rig.okta('GET', mapping)).body).toMatchObject({ status: 'ACTIVE', errorSummary: null });
      });

      it('take the role from who leaves and give it to who joins', async () => {
        const [ann, , eve] = people;
        await rig.okta('DELETE', `/api/v1/groups/${group}/users/${ann?.id}`);
        await rig.okta('PUT', `/api/v1/groups/${group}/users/${eve?.id}`);
        const [first, second, third] = await roles();
        expect(first).toEqual([]);
        expect(second).toHaveLength(1);
        expect(third).toEqual(second);
      });

      it('keep members through a rename', async () => {
        await rig.okta('PUT', `/api/v1/groups/${group}`, { profile: { name: 'Orgscim and tug crew' } });
        const [, second, third] = await roles();
        expect([second?.length, third?.length]).toEqual([1, 1]);
        expect(await groupsAt()).toMatchObject([{ displayName: 'Orgscim and tug crew' }]);
      });

      it('are whole again after “Push now”', async () => {
        const { id } = (await rig.okta('GET', mapping)).body;
        const scimGroup = (await rig.okta('GET', mapping)).body['targetGroupId'];
        await rig.scim('PATCH', `/Groups/${String(scimGroup)}`, {
          body: {
            schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
            Operations: [{ op: 'remove', path: 'members' }],
          },
        });
        await rig.okta('POST', `/practice/scim/${rig.appId}/mappings/${String(id)}/push`);
        const [first, second, third] = await roles();
        expect([first?.length, second?.length, third?.length]).toEqual([0, 1, 1]);
      });

      it('go with the unlinking that deletes them, and with their role where the connection says so', async () => {
        const { scim, brakes } = await rig.call('connection', { id: rig.connection });
        // With all that the other tests take away, this is past the limit of role losses in ten minutes.
        const revokeGroup = { ...brakes.revokeGroup, floor: 20 };
        const change = {
          scim: { ...scim, onGroupUnlink: 'deleteIfMade' as const },
          brakes: { ...brakes, revokeGroup },
        };
        await rig.call('changeConnection', { id: rig.connection }, change);
        await rig.okta('PATCH', mapping, { status: 'INACTIVE' });
        expect((await rig.okta('DELETE', `${mapping}?deleteTargetGroup=true`)).status).toBe(204);
        expect(await roles()).toEqual([[], [], []]);
        expect(await groupsAt()).toEqual([]);
        expect((await rig.roleNames()).filter((name) => name.startsWith('Orgscim'))).toEqual([]);
      });
    },
  );

describe('a group of a privileged role’s name', () => {
  it('gives nobody that role', async () => {
    const rig = await startScimRig();
    try {
      const profile = { firstName: 'Mal', lastName: 'Ory', login: 'mal@harbor.example', email: 'mal@harbor.example' };
      const user = (
        await rig.okta('POST', '/api/v1/users', { profile, credentials: { password: { value: 'Tall-Ship-7' } } })
      ).body;
      await rig.okta('POST', `/api/v1/apps/${rig.appId}/users`, { id: user['id'], scope: 'USER' });
      await rig.settle();
      const { body } = await rig.okta('POST', '/api/v1/groups', { profile: { name: 'Administrator' } });
      await rig.okta('PUT', `/api/v1/groups/${String(body['id'])}/users/${String(user['id'])}`);
      await rig.okta('POST', `/api/v1/apps/${rig.appId}/group-push/mappings`, { sourceGroupId: body['id'] });
      await rig.settle();
      await rig.converged();
      const { externalId } = (await rig.okta('GET', `/api/v1/apps/${rig.appId}/users/${String(user['id'])}`)).body;
      expect(await rig.account(String(externalId))).toMatchObject({ state: 'active', groups: [] });
    } finally {
      await rig.close();
    }
  });
});
