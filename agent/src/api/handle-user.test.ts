import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { codeOf, createApiWorld } from './api.fixture.ts';
import type { ApiWorld } from './api.fixture.ts';

let world: ApiWorld;
let id: string;
beforeEach(async () => {
  world = await createApiWorld();
  id = await world.connect();
  await world.call('changeConnection', { id }, { methods: await allTicked() });
});
afterEach(() => world.close());

const allTicked = async () => {
  const { methods } = await world.call('connection', { id });
  const operations = ['read', 'create', 'update', 'deactivate', 'delete'];
  return { ...methods, manual: { on: true, operations } };
};
const ada = { name: 'ada', mail: 'ada@harbor.example', field_department: 'Research' };
const addAda = () => world.cms.seed([{ state: 'active', attributes: ada }]);
const sync = async (operations: string[] = []) => {
  const scope = { kind: 'accounts', side: 'cms', ids: ['ada'] };
  const { job } = await world.call('run', {}, { connection: id, scope, mode: 'apply', operations });
  return world.finished(job);
};
const oktaAda = async () => {
  const [account] = await world.okta.find({ login: 'ada@harbor.example' });
  if (!account) throw new Error('ada is not in Okta');
  return account;
};
const at = { user: 'ada' };

describe('one user', () => {
  it('shows both sides, the link and what is agreed, from the store alone', async () => {
    addAda();
    await sync();
    const user = await world.call('user', { id, ...at });
    expect(user).toMatchObject({
      live: false,
      status: { status: 'staged' },
      link: { origin: 'created', failedTries: 0 },
    });
    expect(user.cms).toMatchObject({ login: 'ada', attributes: null });
    expect(user.okta).toMatchObject({ login: 'ada@harbor.example', state: 'staged' });
    expect(user.fields.find((field) => field.field === 'login')).toMatchObject({
      stands: 'agrees',
      base: 'ada@harbor.example',
    });
    expect(user.last?.steps.map((step) => step.name)).toContain('verify');
  });

  it('is found by login, mail, page number, id and Okta login', async () => {
    addAda();
    await sync();
    const { cms, okta } = await world.call('user', { id, ...at });
    const names = ['ADA@harbor.example', cms?.handle ?? '', cms?.ref.id ?? '', okta?.ref.id ?? ''];
    for (const user of names) expect((await world.call('user', { id, user })).cms?.login, user).toBe('ada');
    expect(await codeOf(await world.send('user', { params: { id, user: 'nobody' } }))).toBe('not_found');
  });

  it('asks neither side while the connection is paused', async () => {
    addAda();
    await sync();
    await world.call('changeConnection', { id }, { mode: 'paused' });
    const before = [...world.cms.calls, ...world.okta.calls].length;
    expect(await codeOf(await world.send('compareUser', { params: { id, ...at } }))).toBe('paused');
    expect([...world.cms.calls, ...world.okta.calls].length).toBe(before);
  });

  it('compares both sides as they are now, field by field, and writes nothing', async () => {
    addAda();
    await sync();
    const okta = await oktaAda();
    await world.okta.update(okta.ref.id, { firstName: 'Augusta' });
    const before = await oktaAda();
    const user = await world.call('compareUser', { id, ...at });
    expect(user.live).toBe(true);
    expect(user.okta?.attributes?.['firstName']).toBe('Augusta');
    const moved = user.fields.find((field) => field.field === 'firstName');
    expect(moved).toMatchObject({ okta: 'Augusta' });
    expect(await oktaAda()).toMatchObject({ attributes: before.attributes });
  });

  it('hides sensitive values wherever they could show', async () => {
    addAda();
    const { mapping } = await world.call('connection', { id });
    const rule = {
      cms: 'field_department',
      okta: 'department',
      toOkta: null,
      toCms: null,
      owner: 'cms',
      apply: 'always',
    };
    await world.call(
      'changeConnection',
      { id },
      { mapping: [...mapping.filter((each) => each.okta !== 'department'), { ...rule, sensitive: true }] },
    );
    await sync();
    const answers = [
      await world.call('user', { id, ...at }),
      await world.call('compareUser', { id, ...at }),
      await world.call('history', { id, ...at }),
      await world.call('explain', { id, ...at }, {}),
    ];
    for (const answer of answers) expect(JSON.stringify(answer)).not.toContain('Research');
  });
});

describe('the history of one user', () => {
  it('tells each change with its values, and what Okta held at a past moment', async () => {
    addAda();
    await sync();
    world.pass(60_000);
    const between = new Date(world.agent.services.now()).toISOString();
    world.pass(60_000);
    await sync(['activate']);
    const all = await world.call('history', { id, ...at });
    expect(all.entries.map((entry) => entry.type)).toEqual(['activate', 'create']);
    expect(all.entries[1]).toMatchObject({ before: null, after: { login: 'ada@harbor.example' } });
    const answer = await world.send('history', { params: { id, ...at }, query: `?at=${between}` });
    const { moment } = (await answer.json()) as typeof all;
    expect(moment?.okta).toMatchObject({ login: 'ada@harbor.example', state: 'staged' });
    expect(moment?.by['state']).toBe(all.entries[1]?.id);
  });

  it('reads on behind an entry, and refuses what is no time or no entry', async () => {
    addAda();
    await sync();
    await sync(['activate']);
    const [newest] = (await world.call('history', { id, ...at })).entries;
    const params = { id, ...at };
    const rest = await world.send('history', { params, query: `?before=${encodeURIComponent(newest?.id ?? '')}` });
    expect(((await rest.json()) as { entries: { type: string }[] }).entries.map((entry) => entry.type)).toEqual([
      'create',
    ]);
    expect(await codeOf(await world.send('history', { params, query: '?at=yesterday' }))).toBe('invalid');
    expect(await codeOf(await world.send('history', { params, query: '?before=x' }))).toBe('not_found');
  });
});

describe('the link of one user', () => {
  it('can be frozen, so that no run writes it, and accepts differences', async () => {
    addAda();
    await sync();
    const okta = await oktaAda();
    const changed = await world.call('changeLink', { id, ...at }, { frozen: true, ignored: ['department'] });
    expect(changed.link).toMatchObject({ frozen: true, ignored: ['department'] });
    const [account] = await world.cms.find({ login: 'ada' });
    await world.cms.update(account?.ref.id ?? '', { field_department: 'Sales' });
    await sync();
    expect((await world.okta.get(okta.ref.id)).attributes).toEqual(okta.attributes);
    const entry = (await world.call('history', { id, ...at })).entries.find((each) => each.type === 'settings');
    expect(entry?.fields).toEqual(['frozen', 'ignored']);
  });

  it('can be forgotten: both accounts stay, and the next run meets them as strangers', async () => {
    addAda();
    await sync();
    await world.call('unlink', { id, ...at });
    expect((await world.call('user', { id, ...at })).link).toBeNull();
    expect(await oktaAda()).toMatchObject({ state: 'staged' });
    expect((await world.call('user', { id, ...at })).status.status).toBe('found');
    expect((await world.call('history', { id, ...at })).entries[0]?.type).toBe('unlink');
    expect(await codeOf(await world.send('unlink', { params: { id, ...at } }))).toBe('not_found');
  });
});

describe('the mapping tester', () => {
  it('tells for each rule what it makes, which one counts, and what would become of the user', async () => {
    addAda();
    const answer = await world.call('explain', { id, ...at }, {});
    expect(answer).toMatchObject({ inScope: true, okta: null, user: { login: 'ada' } });
    expect(answer.verdict).toMatch(/created in Okta/);
    const login = answer.rules.find((rule) => rule.okta === 'login');
    expect(login).toMatchObject({ outcome: 'used', value: 'ada@harbor.example' });
    expect(answer.source['@firstName']).toBe('ada');
  });

  it('tries settings that are not saved, and says why a user is left out', async () => {
    addAda();
    const { scope } = await world.call('connection', { id });
    const answer = await world.call('explain', { id, ...at }, { scope: { ...scope, exclude: ['ada'] } });
    expect(answer).toMatchObject({ inScope: false });
    expect(answer.verdict).toMatch(/[Ll]eft out/);
    expect((await world.call('connection', { id })).scope.exclude).toEqual([]);
    const bad = await world.send('explain', {
      params: { id, ...at },
      body: {
        mapping: [
          {
            cms: 'mail',
            okta: 'login',
            toOkta: '${open',
            toCms: null,
            owner: 'cms',
            apply: 'always',
            sensitive: false,
          },
        ],
      },
    });
    expect(await codeOf(bad)).toBe('invalid');
  });

  it('shows what a filter says of the user, and which values it read', async () => {
    addAda();
    const { scope } = await world.call('connection', { id });
    const tried = (filter: string) => world.call('explain', { id, ...at }, { scope: { ...scope, filter } });
    expect(await tried('site.field_department == "Research"')).toMatchObject({
      inScope: true,
      filter: { outcome: 'in', values: { 'site.field_department': 'Research' }, problem: null },
    });
    const out = await tried('site.field_department == "Sales"');
    expect(out).toMatchObject({ inScope: false, filter: { outcome: 'out' } });
    expect(out.verdict).toMatch(/filter/);
    expect(await tried('site.mail.substring(99) == ""')).toMatchObject({
      inScope: false,
      filter: { outcome: 'undecided', problem: { code: 'undecided' } },
    });
    const bad = await world.send('explain', {
      params: { id, ...at },
      body: { scope: { ...scope, filter: 'site.field_departement == ""' } },
    });
    expect(await bad.json()).toMatchObject({
      code: 'invalid',
      field: 'scope.filter',
      next: expect.stringContaining('site.field_department'),
    });
  });
});
