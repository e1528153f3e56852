import { expect, test } from 'vitest';
import { toOktaBcrypt } from './bcrypt.ts';
import { json, openStub } from './stub-org.fixture.ts';

const everyone = '00gEveryone';

function policy(
  name: string,
  change: { priority?: number; status?: string; groups?: string[]; provider?: string } = {},
) {
  const { priority = 1, status = 'ACTIVE', groups = [everyone], provider = 'OKTA' } = change;
  return {
    id: name,
    name,
    status,
    priority,
    system: name === 'Default Policy',
    conditions: { people: { groups: { include: groups } }, authProvider: { provider } },
    settings: { password: { complexity: { minLength: name.length }, age: { historyCount: 0 } } },
  };
}
const named = async (policies: object[]) => {
  const { directory, calls } = openStub(() => json(policies));
  const read = await directory.passwordPolicy?.();
  expect(calls.map(({ url }) => `${url.pathname}${url.search}`)).toEqual(['/api/v1/policies?type=PASSWORD']);
  return read;
};

test('the first active policy for everybody counts, for passwords that Okta keeps', async () => {
  const read = await named([
    policy('Default Policy', { priority: 9 }),
    policy('Inactive', { priority: 1, status: 'INACTIVE' }),
    policy('Directory', { priority: 2, provider: 'ACTIVE_DIRECTORY' }),
    policy('Board', { priority: 3, groups: ['00gBoard'] }),
    policy('All of us', { priority: 4 }),
  ]);
  expect(read?.name).toBe('All of us');
  expect((await named([policy('Board', { groups: ['00gBoard'] }), policy('Default Policy')]))?.name).toBe(
    'Default Policy',
  );
});

test('every rule of a policy is taken over, and what is not asked for is no rule', async () => {
  const complexity = {
    minLength: 10,
    minLowerCase: 1,
    minUpperCase: 2,
    minNumber: 1,
    minSymbol: 0,
    excludeUsername: true,
    excludeAttributes: ['firstName', 'lastName'],
    dictionary: { common: { exclude: true } },
  };
  const full = { ...policy('Default Policy'), settings: { password: { complexity, age: { historyCount: 5 } } } };
  const rules = (await named([full]))?.rules.map(({ id, count, attribute }) => [id, count ?? attribute]);
  expect(rules).toEqual([
    ['minLength', 10],
    ['maxLength', 72],
    ['lower', 1],
    ['upper', 2],
    ['digit', 1],
    ['login', null],
    ['attribute', 'firstName'],
    ['attribute', 'lastName'],
    ['common', null],
    ['history', 5],
  ]);
});

test('a credential that may not read policies is told which right is missing', async () => {
  const refused = { errorCode: 'E0000006', errorSummary: 'You do not have permission', errorCauses: [] };
  const { directory } = openStub(() => json(refused, { status: 403 }));
  const error = await directory.passwordPolicy?.().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'forbidden', problem: { next: expect.stringContaining('okta.policies.read') } });
});

test('a bcrypt hash is split as Okta wants it, whichever letter its version has', () => {
  const [salt, value] = ['abcdefghijklmnopqrstuu', '5Lkr7mRkzLq0oWZ8n1p2q3r4s5t6u7v'];
  for (const letter of ['a', 'b', 'y']) {
    const split = toOktaBcrypt(`$2${letter}$12$${salt}${value}`);
    expect(split).toEqual({ algorithm: 'BCRYPT', workFactor: 12, salt, value });
  }
  for (const other of ['$S$Eabc', `$2x$10$${salt}${value}`, `$2y$10$${salt}`, `$2y$10$${salt}${value}x`])
    expect(() => toOktaBcrypt(other)).toThrow(expect.objectContaining({ code: 'invalid' }));
});
