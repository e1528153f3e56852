import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import { problemSchema } from '@rollcall/shared/api-basics';
import { connectionChange } from '@rollcall/shared/api';
import type { RouteName } from '@rollcall/shared/routes';

import { createApiWorld } from './api.fixture.ts';
import type { ApiWorld } from './api.fixture.ts';
import { nearest, parseInput } from './parse-input.ts';

let world: ApiWorld;
beforeEach(async () => {
  world = await createApiWorld();
});
afterEach(() => world.close());

const problemOf = async (answer: Response) => {
  const { code, field, detail, next } = problemSchema.parse(await answer.json());
  return { status: answer.status, code, field, detail, next };
};

describe('a query that is not as it should be', () => {
  it.each<[RouteName, string, string]>([
    ['users', '?limit=-1', 'limit'],
    ['users', '?limit=0', 'limit'],
    ['users', '?offset=abc', 'offset'],
    ['users', '?status=differs,nonsense', 'status.1'],
    ['users', '?counts=yes', 'counts'],
    ['activity', '?since=yesterday', 'since'],
    ['activity', '?outcome=fine', 'outcome'],
    ['activity', '?verify=1', 'verify'],
    ['firstReport', '?limit=abc', 'limit'],
    ['firstReport', '?group=others', 'group'],
    ['leavers', '?until=soon', 'until'],
    ['job', '?after=-3', 'after'],
    ['plan', '?asidesAfter=all', 'asidesAfter'],
    ['users', '?limt=5', 'limt'],
  ])('%s%s is 400 and names the field', async (name, query, field) => {
    const id = await world.connect();
    const problem = await problemOf(await world.send(name, { params: { id }, query }));
    expect(problem).toMatchObject({ status: 400, code: 'invalid', field });
    expect([problem.detail, problem.next].join(' ')).toMatch(/\S.* \S/);
  });

  it('names what was probably meant', async () => {
    const id = await world.connect();
    const problem = await problemOf(await world.send('users', { params: { id }, query: '?limt=5' }));
    expect(problem.next).toContain('"limit"');
  });

  it('takes what is right, and the most where more was asked for', async () => {
    const id = await world.connect();
    for (const query of ['', '?limit=9999&offset=0&counts=true&status=differs,failed', '?q=a%20b'])
      expect((await world.send('users', { params: { id }, query })).status).toBe(200);
    for (const query of ['?since=2026-01-31', '?since=2026-01-31T14:05:00Z&type=create,update&values=false'])
      expect((await world.send('activity', { query })).status).toBe(200);
  });
});

describe('settings that are not known', () => {
  const wrong: [string, object, string, string | null][] = [
    ['at the top', { bogus: 1 }, 'bogus', null],
    ['nearly right', { shrinkPercnt: 20 }, 'shrinkPercnt', '"shrinkPercent"'],
    [
      'inside another',
      { scope: { filter: null, groups: [], exclude: [], skipProtected: true, exlude: ['a'] } },
      'scope.exlude',
      '"scope.exclude"',
    ],
    [
      'in place of a needed one',
      { scope: { filtr: null, groups: [], exclude: [], skipProtected: true } },
      'scope.filtr',
      '"scope.filter"',
    ],
    [
      'in a method',
      { methods: { manual: { onn: true, operations: ['read'] } } },
      'methods.manual.onn',
      '"methods.manual.on"',
    ],
  ];
  it.each(wrong)('%s are 400, and nothing is saved', async (_where, body, field, near) => {
    const id = await world.connect();
    const before = await world.call('connection', { id });
    const problem = await problemOf(
      await world.send('changeConnection', { params: { id }, body: { ...body, name: 'New' } }),
    );
    expect(problem).toMatchObject({ status: 400, code: 'invalid', field });
    if (near !== null) expect(problem.next).toContain(near);
    expect(await world.call('connection', { id })).toEqual(before);
  });

  it('are refused in a trial and in a list as well', async () => {
    const id = await world.connect();
    const trial = { connection: id, scope: { kind: 'all' }, mode: 'plan', trial: { brake: {} } };
    expect(await problemOf(await world.send('run', { body: trial }))).toMatchObject({ field: 'trial.brake' });
    const scope = { kind: 'accounts', side: 'cms', ids: ['ann'], idz: 1 };
    const named = await problemOf(await world.send('run', { body: { connection: id, scope, mode: 'plan' } }));
    expect(named).toMatchObject({ field: 'scope.idz', next: expect.stringContaining('"scope.ids"') });
    const { mapping } = await world.call('connection', { id });
    const rules = [...mapping.slice(0, -1), { ...mapping.at(-1), ownr: 'cms' }];
    const answer = await world.send('changeConnection', { params: { id }, body: { mapping: rules } });
    const field = `mapping.${rules.length - 1}.ownr`;
    const problem = await problemOf(answer);
    expect(problem).toMatchObject({ field });
    expect(problem.next).toContain('owner"');
  });
});

describe('a rule of the mapping', () => {
  const rule = { toOkta: null, toCms: null, owner: 'cms' as const, apply: 'always' as const, sensitive: false };
  const add = async (id: string, names: { cms: string; okta: string }) => {
    const { mapping } = await world.call('connection', { id });
    return world.send('changeConnection', { params: { id }, body: { mapping: [...mapping, { ...rule, ...names }] } });
  };

  it('names what there is on both sides, or is refused with the nearest', async () => {
    const id = await world.connect();
    const site = await problemOf(await add(id, { cms: 'field_departmnt', okta: 'nickName' }));
    expect(site).toMatchObject({ status: 400, field: 'mapping', next: 'Did you mean "field_department"?' });
    const okta = await problemOf(await add(id, { cms: 'field_department', okta: 'departmentt' }));
    expect(okta).toMatchObject({ status: 400, field: 'mapping', next: 'Did you mean "department"?' });
  });

  it('is saved with a warning while a side does not answer', async () => {
    const id = await world.connect();
    world.okta.schema = () => Promise.reject(new SyncError('unreachable', 'down'));
    const answer = await add(id, { cms: 'field_department', okta: 'departmentt' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ warnings: [expect.stringMatching(/^Okta can’t be asked/)] });
  });
});

it('the nearest name is one that a slip explains', () => {
  const names = ['exclude', 'groups', 'skipProtected'];
  expect(nearest('exlude', names)).toBe('exclude');
  expect(nearest('Groups', names)).toBe('groups');
  expect(nearest('colour', names)).toBeNull();
  expect(nearest('x', [])).toBeNull();
  const options = { what: 'The body', strict: true, errors: undefined } as const;
  expect(parseInput(connectionChange, { name: 'A' }, options)).toEqual({ name: 'A' });
});
