import { randomBytes } from 'node:crypto';
import type { Attrs, DirectorySettings } from '@rollcall/shared';
import { SyncError } from '@rollcall/shared';
import type { Directory } from '@rollcall/agent/directory/directory';
import { type Control, directorySuite, type Sample } from '@rollcall/agent/directory/directory.suite';
import { drupal } from '@rollcall/agent/directory/drupal/descriptor';
import { afterAll, describe, expect, test } from 'vitest';
import { type DrupalSite, openPracticeDrupal, openRealDrupal } from './drupal-site.ts';
import { recordFetch, type RecordedFetch } from './recorded-fetch.ts';

interface Opened {
  directory: Directory;
  recorded: RecordedFetch;
}

function open(site: DrupalSite, change: { auth?: string; user?: string; password?: string } = {}): Opened {
  const recorded = recordFetch();
  const settings: DirectorySettings = {
    id: 'dir-drupal',
    kind: 'drupal',
    url: site.url,
    auth: change.auth ?? 'session',
    secretRef: null,
    account: null,
    identity: null,
    options: {},
  };
  const values = { user: change.user ?? site.user, password: change.password ?? site.password };
  const directory = drupal.create({
    settings,
    credential: () => Promise.resolve({ values }),
    fetch: recorded.fetch,
    now: Date.now,
    sleep: () => Promise.resolve(),
    share: 50,
    carry: () => Promise.reject(new Error('no browser is paired')),
  });
  return { directory, recorded };
}

const secret = (): string => `Aa1-${randomBytes(9).toString('base64url')}`;
const goodPassword = secret();

const sample: Sample = {
  attributes: (tag) => ({ name: `contract ${tag}`, mail: `contract-${tag}@example.test` }),
  text: 'field_department',
  name: 'field_department',
  password: { good: goodPassword, weak: null },
};

function controlOf(site: DrupalSite, { directory, recorded }: Opened): Control {
  const other = open(site);
  const wrong = secret();
  const { erase } = site;
  return {
    ...(erase === undefined ? {} : { remove: erase }),
    secrets: [site.password, goodPassword, wrong],
    unknownId: '00000000-0000-4000-8000-000000000000',
    change: async (id: string, attributes: Attrs) => {
      await other.directory.update(id, attributes);
    },
    failNext: async (call, fault) => {
      // What is learnt once must be known before the fault, so that it hits the call it is meant for.
      await directory.schema();
      recorded.failNext(call, fault);
    },
    withWrongCredential: () => open(site, { password: wrong }).directory,
  };
}

function contract(name: string, site: DrupalSite): void {
  directorySuite(name, {
    sample,
    timeout: 60_000,
    open: () => {
      const opened = open(site);
      return Promise.resolve({ directory: opened.directory, control: controlOf(site, opened) });
    },
  });
  siteCases(name, site);
}

function siteCases(name: string, site: DrupalSite): void {
  describe(`signing in: ${name}`, { timeout: 60_000 }, () => signInCases(site));
  describe(`what Drupal has of its own: ${name}`, { timeout: 60_000 }, () => ownCases(site));
}

let count = 0;

async function withAccount(
  site: DrupalSite,
  draft: { password?: string; groups?: string[] },
  body: (account: { id: string; login: string }) => Promise<void>,
): Promise<void> {
  const { directory } = open(site);
  count += 1;
  const attributes = sample.attributes(`own${Date.now().toString(36)}${count}`);
  const made = await directory.create({ state: 'active', attributes, ...draft });
  try {
    await body({ id: made.ref.id, login: made.login });
  } finally {
    await directory.remove?.(made.ref.id);
  }
}

async function problemOf(call: Promise<unknown>): Promise<SyncError['problem']> {
  const error: unknown = await call.then(
    () => expect.fail('the call succeeded'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof SyncError) return error.problem;
  throw error;
}

const logins = ({ calls }: RecordedFetch): number => calls.filter((call) => call.endsWith('/user/login')).length;

async function all(directory: Directory): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of directory.list()) ids.push(...page.accounts.map((account) => account.ref.id));
  return ids;
}

async function endSessions(site: DrupalSite, { sessions }: RecordedFetch): Promise<void> {
  for (const { cookie, logoutToken } of sessions) {
    const answer = await fetch(`${site.url}/user/logout?_format=json&token=${encodeURIComponent(logoutToken)}`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
    });
    expect(answer.status).toBeLessThan(500);
  }
}

function signInCases(site: DrupalSite): void {
  test('a wrong password is tried once, however often and by however many it is asked for', async () => {
    await withAccount(site, { password: goodPassword }, async ({ login }) => {
      const { directory, recorded } = open(site, { user: login, password: secret() });
      const asked = Array.from({ length: 6 }, () => problemOf(directory.check()));
      const problems = [
        ...(await Promise.all(asked)),
        await problemOf(all(directory)),
        await problemOf(directory.check()),
      ];
      expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['bad_credentials']));
      expect(recorded.calls).toHaveLength(1);
      // Five wrong tries would have locked the account for the right password too.
      const right = open(site, { user: login, password: goodPassword });
      expect((await right.directory.check()).account?.login).toBe(login);
    });
  });

  test('a blocked account is told in Drupal’s words', async () => {
    await withAccount(site, { password: goodPassword }, async ({ id, login }) => {
      await open(site).directory.setState(id, 'deactivated');
      const problem = await problemOf(open(site, { user: login, password: goodPassword }).directory.check());
      expect(problem).toMatchObject({ code: 'bad_credentials', scope: 'run', retry: 'never', status: 400 });
      expect(problem.detail.length).toBeGreaterThan('Drupal refused the sign-in: '.length);
    });
  });

  test('many callers share one login', async () => {
    const { directory, recorded } = open(site);
    await Promise.all([directory.check(), directory.schema(), all(directory), directory.find({ handle: '1' })]);
    await directory.check();
    expect(logins(recorded)).toBe(1);
  });

  test('a session that was ended from outside is opened again, once for all callers', async () => {
    await withAccount(site, {}, async ({ id, login }) => {
      const { directory, recorded } = open(site);
      const before = await all(directory);
      const { email } = await directory.get(id);
      const steps: (() => Promise<unknown>)[] = [
        async () => expect((await directory.get(id)).email).toBe(email),
        async () => expect(await directory.find({ login })).toHaveLength(1),
        async () => expect((await directory.update(id, { field_department: 'Köln' })).email).toBe(email),
        async () => expect((await all(directory)).length).toBe(before.length),
        async () => expect((await directory.check()).level).toBe('full'),
        async () => expect(await directory.groups?.list()).not.toEqual([]),
        async () => {
          const found = await Promise.all(Array.from({ length: 5 }, () => directory.get(id)));
          expect(found.map((account) => account.email)).toEqual(Array.from({ length: 5 }, () => email));
        },
      ];
      for (const [index, step] of steps.entries()) {
        await endSessions(site, recorded);
        await step();
        expect(logins(recorded), `after step ${index}`).toBe(index + 2);
      }
    });
  });

  test('Basic with a wrong password is anonymous, and is not tried a second time', async () => {
    await withAccount(site, { password: goodPassword }, async ({ login }) => {
      const { directory, recorded } = open(site, { auth: 'basic', user: login, password: secret() });
      const problems = await Promise.all([directory.check(), all(directory), directory.schema()].map(problemOf));
      expect(problems.map(({ code }) => code)).toEqual(['anonymous', 'anonymous', 'anonymous']);
      expect(recorded.calls).toHaveLength(1);
    });
  });

  test('Basic lists what a session lists', async ({ skip }) => {
    const basic = open(site, { auth: 'basic' }).directory;
    const first = await basic.check().catch((error: unknown) => error);
    if (first instanceof SyncError && first.code === 'anonymous') skip('the site has no Basic Auth');
    expect(await all(basic)).toEqual(await all(open(site).directory));
    const problem = await problemOf(basic.groups?.create('Never made') ?? Promise.resolve());
    expect(problem.code).toBe('unsupported');
  });
}

function ownCases(site: DrupalSite): void {
  test('the first account is root, and ours is named', async () => {
    const { directory } = open(site);
    const { account } = await directory.check();
    const [root] = await directory.find({ handle: '1' });
    expect(root?.guarded).toContain('root');
    const own = await directory.get(account?.id ?? '');
    expect(own.guarded).toContain('ownAccount');
    expect(drupal.accountUrl(site.url, own.ref.id, own.handle)).toBe(`${site.url}/user/${own.handle}`);
  });

  test('an account with the administrator role is guarded', async () => {
    await withAccount(site, { groups: ['administrator'] }, async ({ id }) => {
      const account = await open(site).directory.get(id);
      expect([account.groups, account.guarded]).toEqual([['administrator'], ['administrator']]);
    });
  });

  test('our own mail and password are left to a person', async () => {
    const { directory } = open(site);
    const own = (await directory.check()).account?.id ?? '';
    const before = await directory.get(own);
    expect((await problemOf(directory.update(own, { mail: 'other@example.test' }))).code).toBe('protected');
    expect((await problemOf(directory.setPassword?.(own, secret()) ?? Promise.resolve())).code).toBe('protected');
    expect((await directory.update(own, { mail: before.email })).email).toBe(before.email);
  });

  test('a name that Drupal would refuse costs no call', async () => {
    const { directory, recorded } = open(site);
    const attributes = { name: 'ann/berg', mail: 'ann@example.test' };
    const problem = await problemOf(directory.create({ state: 'active', attributes }));
    expect(problem).toMatchObject({ code: 'unsupported_character', field: 'name' });
    expect(recorded.calls).toEqual([]);
  });

  test.each(["Siân O'Brien x", '山田 太郎 x', 'محمد الحسن x', 'a+bx@contract.test', 'user_1-2.x'])(
    'a username of the form %s is taken and found',
    async (form) => {
      const { directory } = open(site);
      const name = form.replace('x', Date.now().toString(36));
      const made = await directory.create({
        state: 'active',
        attributes: { name, mail: `u${Date.now()}@example.test` },
      });
      try {
        expect((await directory.find({ login: name })).map(({ ref }) => ref.id)).toEqual([made.ref.id]);
      } finally {
        await directory.remove?.(made.ref.id);
      }
    },
  );

  test('a mail that is no address is invalid, not a conflict', async () => {
    const attributes = { name: `contract ${Date.now().toString(36)}`, mail: 'no-address' };
    const problem = await problemOf(open(site).directory.create({ state: 'active', attributes }));
    expect(problem).toMatchObject({ code: 'invalid', field: 'mail', status: 422 });
  });

  test('roles with names in any script are made, and tell the powerful ones', async () => {
    const groups = open(site).directory.groups;
    if (groups === undefined) throw new Error('Drupal has roles');
    const names = ['Équipe “Nord” & Süd', '品質管理'];
    const made = await Promise.all(names.map((name) => groups.create(name)));
    try {
      expect(made.map(({ name }) => name)).toEqual(names);
      expect(made[0]?.id).toMatch(/^equipe_nord_sud/u);
      expect(made[1]?.id).toMatch(/^role_[\da-f]{12}/u);
      const listed = await groups.list();
      expect(listed.find(({ id }) => id === 'administrator')?.privileged).toBe(true);
      expect(listed.map(({ id }) => id)).not.toContain('authenticated');
    } finally {
      for (const { id } of made) await groups.remove(id);
    }
  });

  test('an account without permissions is told which it lacks, and gets no listing', async () => {
    await withAccount(site, { password: goodPassword }, async ({ id, login }) => {
      const { directory } = open(site, { user: login, password: goodPassword });
      const check = await directory.check();
      expect([check.level, check.permissions, check.account?.id]).toEqual(['read', [], id]);
      expect(check.notes.map(({ code }) => code)).toEqual(['forbidden', 'forbidden']);
      expect(check.notes[0]?.next).toContain('administer users');
      expect(check.notes[1]?.next).toContain('administer permissions');
      expect((await problemOf(all(directory))).code).toBe('partial_listing');
      expect((await problemOf(directory.setState(id, 'deactivated'))).code).toBe('forbidden');
      expect((await problemOf(directory.groups?.create('Nobody') ?? Promise.resolve())).code).toBe('forbidden');
    });
  });

  test('with “administer users” alone all but roles themselves can be done', async ({ skip }) => {
    const { grant } = site;
    if (grant === undefined) return skip('the rig can’t give permissions');
    const { groups } = open(site).directory;
    if (groups === undefined) throw new Error('Drupal has roles');
    const { id: role } = await groups.create(`Sync ${Date.now().toString(36)}`);
    const { id: unused } = await groups.create(`Unused ${Date.now().toString(36)}`);
    await grant(role, ['administer users']);
    await withAccount(site, { password: goodPassword, groups: [role] }, async ({ login }) => {
      const { directory } = open(site, { user: login, password: goodPassword });
      const check = await directory.check();
      expect([check.level, check.permissions]).toEqual(['full', ['administer users']]);
      expect(check.notes[0]?.next).toContain('administer permissions');
      expect(await all(directory)).toEqual(await all(open(site).directory));
      const inUse = (await directory.groups?.list()) ?? [];
      expect(inUse.map((group) => group.id)).toContain(role);
      expect(inUse.every((group) => group.privileged)).toBe(true);
      await withAccount(site, {}, async ({ id }) => {
        await directory.groups?.addMember(role, id);
        expect(await directory.groups?.members(role)).toContain(id);
        expect((await directory.get(id)).groups).toEqual([role]);
      });
      expect((await problemOf(directory.groups?.members(unused) ?? Promise.resolve())).code).toBe('missing_group');
    });
    await Promise.all([groups.remove(role), groups.remove(unused)]);
  });

  test('a site that reads only is told, with the page that changes it, and nothing is made', async () => {
    const { directory } = open(site);
    await directory.check();
    await site.setReadOnly(true);
    try {
      const check = await directory.check();
      expect([check.level, check.notes.map(({ code }) => code)]).toEqual(['read', ['read_only']]);
      const attributes = { name: `contract ${Date.now().toString(36)}`, mail: 'never@example.test' };
      const problem = await problemOf(directory.create({ state: 'active', attributes }));
      expect(problem).toMatchObject({ code: 'read_only', scope: 'run', status: 405 });
      expect(problem.next).toContain(`${site.url}/admin/config/services/jsonapi`);
      expect(await directory.find({ login: attributes.name })).toEqual([]);
      expect((await all(directory)).length).toBeGreaterThan(0);
    } finally {
      await site.setReadOnly(false);
    }
    expect((await directory.check()).level).toBe('full');
  });
}

/** What only a site with that field, or that setting, can show. */
function practiceCases(site: DrupalSite): void {
  test('a field with several values takes and gives a list', async () => {
    const { directory } = open(site);
    const team = (await directory.schema()).find(({ name }) => name === 'field_team');
    expect(team).toMatchObject({ type: 'strings', custom: true, title: 'Team' });
    const attributes = { name: `contract ${Date.now().toString(36)}`, mail: `t${Date.now()}@example.test` };
    const made = await directory.create({ state: 'active', attributes: { ...attributes, field_team: ['Å', 'b'] } });
    expect(made.attributes['field_team']).toEqual(['Å', 'b']);
    const single = await directory.update(made.ref.id, { field_team: 'c' });
    expect(single.attributes['field_team']).toEqual(['c']);
    const emptied = await directory.update(made.ref.id, { field_team: null });
    expect(emptied.attributes['field_team']).toBeNull();
    await directory.remove?.(made.ref.id);
  });
}

function offCases(site: DrupalSite): void {
  test('with JSON:API off the forms are left, and every call says how to switch it on', async () => {
    const { directory } = open(site);
    const check = await directory.check();
    expect(check).toMatchObject({ level: 'forms', account: null, permissions: [] });
    expect(check.notes).toMatchObject([{ code: 'unsupported' }]);
    expect(check.notes[0]?.next).toContain(`${site.url}/admin/modules`);
    const unknown = '00000000-0000-4000-8000-000000000000';
    const problems = await Promise.all(
      [directory.get(unknown), directory.find({ handle: '1' }), all(directory), directory.remove?.(unknown)].map(
        (call) => problemOf(Promise.resolve(call)),
      ),
    );
    expect(problems.map(({ code, scope }) => `${code} ${scope}`)).toEqual(
      Array.from(problems, () => 'unsupported run'),
    );
  });
}

const practice = await openPracticeDrupal();
contract('the practice CMS', practice);
describe('fields of the practice CMS', () => practiceCases(practice));
const german = await openPracticeDrupal({ basePath: '/sub', language: 'de' });
siteCases('the practice CMS, German, in a sub-folder', german);
const off = await openPracticeDrupal({ jsonapi: false });
describe('the practice CMS without JSON:API', () => offCases(off));

const real = await openRealDrupal(process.env);
if (typeof real === 'string') {
  console.info(`a real Drupal, skipped: ${real}`);
  test('a real Drupal', ({ skip }) => {
    skip(real);
  });
} else {
  contract('a real Drupal', real);
}

afterAll(async () => {
  await Promise.all([practice, german, off].map((site) => site.close()));
  if (typeof real !== 'string') await real.close();
});
