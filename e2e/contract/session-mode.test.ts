import type { Directory } from '@rollcall/agent/directory/directory';
import { drupal } from '@rollcall/agent/directory/drupal/descriptor';
import type { Errand } from '@rollcall/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { carryOut, type OwnSite } from '../../extension/src/session/carry-out.ts';
import { type DrupalSite, openPracticeDrupal, openRealDrupal } from './drupal-site.ts';

/** Signs in as a browser would, and answers what the content script sees of the page. */
async function pageOf(site: DrupalSite): Promise<OwnSite> {
  const login = await fetch(`${site.url}/user/login?_format=json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: site.user, pass: site.password }),
  });
  const cookie = login.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const { current_user } = (await login.json()) as { current_user: { uid: string } };
  return {
    base: site.url,
    uid: current_user.uid,
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('cookie', cookie);
      return fetch(input, { ...init, headers });
    },
    parse: () => {
      throw new Error('JSON:API is on, so no form is read');
    },
  };
}

function suite(name: string, open: () => Promise<DrupalSite>): void {
  describe(name, () => {
    let site: DrupalSite;
    let page: OwnSite;
    let directory: Directory;
    const carried: Errand['kind'][] = [];
    const tag = Date.now().toString(36);

    beforeAll(async () => {
      site = await open();
      page = await pageOf(site);
      directory = drupal.create({
        settings: {
          id: 'dir-browser',
          kind: 'drupal',
          url: site.url,
          auth: 'browser',
          secretRef: null,
          account: null,
          identity: null,
          options: {},
        },
        credential: () => Promise.reject(new Error('nothing is stored')),
        fetch: () => Promise.reject(new Error('the agent itself never calls the site')),
        now: Date.now,
        sleep: () => Promise.resolve(),
        share: 50,
        carry: (errand) => {
          carried.push(errand.kind);
          return carryOut({ id: 't', errand, expires: '' }, page);
        },
      });
    });
    afterAll(() => site.close());

    const someone = async () => {
      const [account] = await directory.find({ handle: '3' });
      if (!account) throw new Error('the site has no user 3');
      return account;
    };

    test('the check names the person of the browser and what the site takes', async () => {
      const check = await directory.check();
      expect(check).toMatchObject({ level: 'full', account: { login: site.user } });
    });

    test('one user is found by number, name and mail, and read with roles and fields', async () => {
      const account = await someone();
      expect(account).toMatchObject({ handle: '3' });
      expect(await directory.find({ login: account.login })).toMatchObject([{ handle: '3' }]);
      if (account.email !== null)
        expect(await directory.find({ email: account.email })).toMatchObject([{ handle: '3' }]);
      expect((await directory.get(account.ref.id)).attributes).toEqual(account.attributes);
      expect(account.groups).not.toBeNull();
    });

    test('the person of the browser is never a target', async () => {
      const [own] = await directory.find({ login: site.user });
      expect(own?.guarded).toContain('ownAccount');
    });

    test('a field and the state are written in the person’s session, and read back', async () => {
      const { ref, attributes, state } = await someone();
      const before = attributes['field_department'] ?? null;
      await directory.update(ref.id, { field_department: `Carried ${tag}` });
      expect((await directory.get(ref.id)).attributes['field_department']).toBe(`Carried ${tag}`);
      const other = state === 'active' ? 'deactivated' : 'active';
      expect((await directory.setState(ref.id, other)).state).toBe(other);
      expect((await directory.setState(ref.id, state)).state).toBe(state);
      await directory.update(ref.id, { field_department: before });
    });

    test('what is not in the table of errands needs a stored sign-in, and is not asked for', async () => {
      const asked = carried.length;
      const list = async () => {
        for await (const rows of directory.list()) expect(rows).toBeDefined();
      };
      await expect(list()).rejects.toMatchObject({ code: 'unsupported' });
      const { ref } = await someone();
      await expect(directory.setPassword?.(ref.id, 'Aa1-long-enough')).rejects.toMatchObject({ code: 'unsupported' });
      await expect(directory.remove?.(ref.id)).rejects.toMatchObject({ code: 'unsupported' });
      expect(new Set(carried.slice(asked))).not.toContain('update');
    });

    test('a read-only site is told, with the page that changes it', async () => {
      await site.setReadOnly(true);
      try {
        const check = await directory.check();
        expect(check.level).toBe('read');
        expect(check.notes.map((note) => note.code)).toContain('read_only');
        const { ref } = await someone();
        await expect(directory.update(ref.id, { field_department: 'x' })).rejects.toMatchObject({ code: 'read_only' });
      } finally {
        await site.setReadOnly(false);
      }
    });

    test('a visitor’s page is refused, and nothing is paused for it', async () => {
      const signedIn = page;
      page = { ...page, uid: null, fetch: globalThis.fetch };
      try {
        await expect(directory.check()).rejects.toMatchObject({ code: 'forbidden' });
      } finally {
        page = signedIn;
      }
      expect((await directory.check()).level).toBe('full');
    });
  });
}

suite('session mode on the practice site', () => openPracticeDrupal());

const real = await openRealDrupal(process.env);
describe.skipIf(typeof real === 'string')(
  `session mode on a real Drupal${typeof real === 'string' ? ` (${real})` : ''}`,
  () => {
    if (typeof real !== 'string') suite('with the person’s own session', () => Promise.resolve(real));
  },
);
