import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Directory } from '@rollcall/agent/directory/directory';
import type { PracticeOrgOptions } from '../practice-org/app.ts';
import { type RunningPracticeOrg, startPracticeOrg } from '../practice-org/start.ts';
import { callOrg, connect, type ConnectOptions } from './practice-okta.ts';

const running: RunningPracticeOrg[] = [];

afterEach(async () => {
  for (const org of running.splice(0)) await org.close();
});

async function start(options: PracticeOrgOptions = {}): Promise<RunningPracticeOrg> {
  const org = await startPracticeOrg({ port: 0, ...options });
  running.push(org);
  return org;
}

const profile = (tag: string) => ({
  login: `${tag}@a.example`,
  email: `${tag}@a.example`,
  firstName: 'Ann',
  lastName: tag,
});

/** A fetch that notes what is sent. */
function recording(): { fetch: typeof globalThis.fetch; sent: string[] } {
  const sent: string[] = [];
  return {
    sent,
    fetch: (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      sent.push(`${init?.method ?? 'GET'} ${url.pathname}${url.search}`);
      return fetch(input, init);
    },
  };
}

const lifecycle = (sent: string[]): string[] =>
  sent.filter((call) => call.includes('/lifecycle/')).map((call) => call.replace(/^.*\/lifecycle\//u, ''));

describe('okta on a practice org: check', () => {
  test('names the token’s owner, who is guarded in every listing', async () => {
    const org = await start();
    const directory = await connect(org, 'token');
    const { account, identity, permissions, level, notes } = await directory.check();
    expect([account?.id, identity, level, notes]).toEqual([org.org.identity.adminId, org.org.identity.id, 'full', []]);
    expect(permissions).toContain('okta.users.read');
    expect((await directory.get(account?.id ?? '')).guarded).toEqual(['tokenOwner']);
    await directory.create({ state: 'staged', attributes: profile('ann') });
    for await (const { accounts } of directory.list())
      for (const each of accounts) expect(each.guarded).toEqual(each.ref.id === account?.id ? ['tokenOwner'] : []);
  });

  test('names a service app by its client id, and its scopes', async () => {
    const org = await start();
    const check = await (await connect(org, 'serviceApp')).check();
    expect(check.account).toEqual({ id: org.clientId, login: org.clientId, displayName: null });
    expect(check.permissions).toEqual(expect.arrayContaining(['okta.users.manage', 'okta.groups.manage']));
  });

  test('a token without the right to read users is forbidden, with the role to ask for', async () => {
    const org = await start();
    const { token } = z
      .object({ token: z.string() })
      .parse(await callOrg(org, 'POST /practice/tokens', { roles: ['REPORT_ADMIN'] }));
    const directory = await connect(org, 'token', { values: { token } });
    await expect(directory.check()).rejects.toMatchObject({
      code: 'forbidden',
      problem: { scope: 'run', status: 403, next: expect.stringContaining('Manage users') as string },
    });
  });

  test('missing rights that can be done without are notes', async () => {
    const org = await start();
    const { token } = z
      .object({ token: z.string() })
      .parse(await callOrg(org, 'POST /practice/tokens', { roles: ['GROUP_MEMBERSHIP_ADMIN'] }));
    const check = await (await connect(org, 'token', { values: { token } })).check();
    expect(check.notes.map(({ code }) => code)).toEqual(['forbidden']);
    expect(check.notes[0]?.detail).toContain('custom attributes');
    expect(check.permissions).not.toContain('okta.schemas.read');
  });

  test('an app that may only read says so', async () => {
    const org = await start();
    const made = z
      .object({ clientId: z.string(), privateKey: z.unknown() })
      .parse(await callOrg(org, 'POST /practice/apps', { scopes: ['okta.users.read', 'okta.groups.read'] }));
    const values = { clientId: made.clientId, privateKey: JSON.stringify(made.privateKey) };
    const directory = await connect(org, 'serviceApp', { values });
    const check = await directory.check();
    expect([check.level, check.permissions]).toEqual(['read', ['okta.users.read', 'okta.groups.read']]);
    expect(check.notes.map(({ next }) => /okta\.\w+\.\w+/u.exec(next)?.[0])).toContain('okta.schemas.read');
    await expect(directory.create({ state: 'staged', attributes: profile('ann') })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  test('another org at the same address is wrong_site', async () => {
    const org = await start();
    const pinned = await connect(org, 'token', { identity: '00oanother0000000000' });
    await expect(pinned.check()).rejects.toMatchObject({ code: 'wrong_site' });
    const same = await connect(org, 'token', { identity: org.org.identity.id });
    expect((await same.check()).identity).toBe(org.org.identity.id);
  });

  test('a clock that is off by more than a minute is told', async () => {
    const org = await start({ clock: () => Date.now() - 120_000 });
    await expect((await connect(org, 'token')).check()).rejects.toMatchObject({ code: 'clock_skew' });
    await expect((await connect(org, 'serviceApp')).check()).rejects.toMatchObject({ code: 'clock_skew' });
  });
});

describe('okta on a practice org: users', () => {
  const open = async (
    options: ConnectOptions = {},
  ): Promise<{ org: RunningPracticeOrg; directory: Directory; sent: string[] }> => {
    const org = await start();
    const { fetch, sent } = recording();
    const directory = await connect(org, 'token', { fetch, ...options });
    await directory.check();
    await directory.get(org.org.identity.adminId);
    sent.length = 0;
    return { org, directory, sent };
  };

  test('a create that is done at once costs one call', async () => {
    const { fetch, sent } = recording();
    const directory = await connect(await start(), 'token', { fetch });
    await directory.create({ state: 'staged', attributes: profile('first') });
    sent.length = 0;
    await directory.create({ state: 'staged', attributes: profile('ann') });
    expect(sent).toEqual(['POST /api/v1/users?activate=false']);
  });

  test('a state that is reached already costs no lifecycle call, and activation mails', async () => {
    const { directory, sent } = await open();
    const { ref } = await directory.create({ state: 'staged', attributes: profile('ann') });
    await directory.setState(ref.id, 'active');
    await directory.setState(ref.id, 'active');
    await directory.setState(ref.id, 'deactivated');
    await directory.setState(ref.id, 'deactivated');
    expect(lifecycle(sent)).toEqual(['activate?sendEmail=true', 'deactivate']);
    expect(sent.join()).not.toContain('sendEmail=false');
  });

  test('a user who waits for activation is active with Okta’s word, and can’t be suspended', async () => {
    const { directory } = await open();
    const account = await directory.create({ state: 'active', attributes: profile('ann') });
    expect([account.state, account.detail]).toEqual(['active', 'PROVISIONED']);
    await expect(directory.setState(account.ref.id, 'suspended')).rejects.toMatchObject({ code: 'wrong_state' });
    await directory.setState(account.ref.id, 'deactivated');
    await expect(directory.setState(account.ref.id, 'staged')).rejects.toMatchObject({ code: 'unsupported' });
  });

  test('with a password a new user is simply active', async () => {
    const { directory } = await open();
    const draft = { state: 'active' as const, attributes: profile('ann'), password: 'Tall-Horse-2040' };
    expect(await directory.create(draft)).toMatchObject({ state: 'active', detail: null });
  });

  test('deletes in two steps, and looks in between', async () => {
    const { directory, sent } = await open();
    const { ref } = await directory.create({ state: 'active', attributes: profile('ann') });
    sent.length = 0;
    expect(await directory.remove?.(ref.id)).toBe('erased');
    expect(sent.map((call) => call.split(' ')[0])).toEqual(['GET', 'DELETE', 'GET', 'DELETE', 'GET']);
  });

  test('a user who is activated between the two steps is not erased', async () => {
    const org = await start();
    const { ref } = await (await connect(org, 'token')).create({ state: 'active', attributes: profile('ann') });
    let deletes = 0;
    const meddling: typeof globalThis.fetch = async (input, init) => {
      const answer = await fetch(input, init);
      if (init?.method !== 'DELETE') return answer;
      deletes += 1;
      await callOrg(org, `POST /api/v1/users/${ref.id}/lifecycle/activate?sendEmail=true`);
      return answer;
    };
    const directory = await connect(org, 'token', { fetch: meddling });
    await expect(directory.remove?.(ref.id)).rejects.toMatchObject({ code: 'moved' });
    expect(deletes).toBe(1);
  });

  test('every attribute of the schema is known, custom ones too, empty or not', async () => {
    const { org, directory } = await open();
    await callOrg(org, 'POST /api/v1/meta/schemas/user/default', {
      definitions: {
        custom: {
          id: '#custom',
          type: 'object',
          properties: { cmsUid: { title: 'CMS uid', type: 'string', maxLength: 20 } },
        },
      },
    });
    expect((await directory.schema()).find(({ name }) => name === 'cmsUid')).toEqual({
      name: 'cmsUid',
      title: 'CMS uid',
      type: 'string',
      required: false,
      writable: true,
      custom: true,
      maxLength: 20,
    });
    const fresh = await connect(org, 'token');
    const { ref, attributes } = await fresh.create({ state: 'staged', attributes: profile('ann') });
    expect(attributes).toMatchObject({ cmsUid: null, department: null, login: 'ann@a.example' });
    expect((await fresh.update(ref.id, { cmsUid: '12' })).attributes['cmsUid']).toBe('12');
  });

  test('joins more groups than one create takes', async () => {
    const { directory } = await open();
    const groups: string[] = [];
    for (let index = 0; index < 22; index++) groups.push((await directory.groups?.create(`G${index}`))?.id ?? '');
    const { ref } = await directory.create({ state: 'staged', attributes: profile('ann'), groups });
    for (const group of groups) expect(await directory.groups?.members(group)).toEqual([ref.id]);
  });

  test('a group that a rule fills is not writable', async () => {
    const { org, directory } = await open();
    const group = await directory.groups?.create('By rule');
    const rule = z.object({ id: z.string() }).parse(
      await callOrg(org, 'POST /api/v1/groups/rules', {
        type: 'group_rule',
        name: 'Sales',
        conditions: { expression: { type: 'urn:okta:expression:1.0', value: 'user.department=="Sales"' } },
        actions: { assignUserToGroups: { groupIds: [group?.id] } },
      }),
    );
    const writable = async (): Promise<boolean | undefined> =>
      (await directory.groups?.list())?.find(({ id }) => id === group?.id)?.writable;
    expect(await writable()).toBe(true);
    await callOrg(org, `POST /api/v1/groups/rules/${rule.id}/lifecycle/activate`);
    expect(await writable()).toBe(false);
  });
});

describe('okta on a practice org: pace', () => {
  test('a bulk load on the free plan meets no refusal, and takes half of what the plan gives', async () => {
    let time = Date.parse('2026-03-01T12:00:00Z');
    const org = await start({ limits: 'free', clock: () => time });
    const directory = await connect(org, 'token', {
      now: () => time,
      sleep: (ms) => {
        time += ms;
        return Promise.resolve();
      },
    });
    await directory.check();
    const started = time;
    for (let index = 0; index < 80; index++)
      await directory.create({ state: 'staged', attributes: profile(`u${index}`) });
    const stats = JSON.stringify(await callOrg(org, 'GET /practice/stats'));
    expect(stats).not.toContain('"429"');
    // The plan gives a token 50 creates a minute, and the share is half of that.
    const minutes = (time - started) / 60_000;
    expect(minutes).toBeGreaterThan(2);
    expect(minutes).toBeLessThan(4);
  });
});
