import { beforeEach, describe, expect, it } from 'vitest';
import { createPracticeCms } from '../practice-cms.ts';
import type { PracticeCms } from '../practice-cms.ts';
import { TestClient, addAccount, messagesOf } from '../test-client.ts';

const BULK = '#views-form-user-admin-people-page-1';

let practice: PracticeCms;
let admin: TestClient;

beforeEach(async () => {
  practice = createPracticeCms({ users: 60, password: 'harbor' });
  admin = await new TestClient(practice).signIn('admin', 'harbor');
});

async function uidsAt(path: string): Promise<number[]> {
  const { root } = await admin.page(path);
  return root.querySelectorAll('tbody input[name^="user_bulk_form["]').map((input) => {
    const key: unknown = JSON.parse(Buffer.from(input.getAttribute('value') ?? '', 'base64').toString('utf8'));
    return Array.isArray(key) ? Number(key[1]) : -1;
  });
}

describe('the list', () => {
  it('shows fifty rows a page, newest first, uid 1 among them, each once', async () => {
    const first = await uidsAt('/admin/people');
    const second = await uidsAt('/admin/people?page=1');
    expect([first.length, second.length]).toEqual([50, practice.cms.site.users.length - 1 - 50]);
    expect(new Set([...first, ...second]).size).toBe(practice.cms.site.users.length - 1);
    expect([...first, ...second]).toContain(1);
    const created = first.map((uid) => practice.cms.site.user(uid)?.created ?? 0);
    expect(created).toEqual(created.toSorted((a, b) => b - a));
  });

  it('tells every row apart by key, link and status word', async () => {
    const { root } = await admin.page('/admin/people?user=dmitri.volkov');
    const row = root.querySelector('tbody tr');
    const uid = practice.cms.site.userByName('dmitri.volkov')?.uid ?? 0;
    expect(row?.querySelector('td.views-field-name a')?.getAttribute('href')).toBe(`/user/${uid}`);
    expect(row?.querySelector('td.views-field-status')?.text.trim()).toBe('Blocked');
    expect(row?.querySelector('input')?.getAttribute('value')).toBe(Buffer.from(`["en","${uid}"]`).toString('base64'));
  });

  it.each([
    ['user=taro', ['山田太郎']],
    ['user=TARO.yamada%40', ['山田太郎']],
    ['status=2&user=harbor.example&role=finance', ['greta.holm']],
    ['role=administrator&order=name&sort=asc', ['admin', 'ingrid.solberg', 'kwame.asante']],
    ['role=administrator&order=name&sort=desc', ['kwame.asante', 'ingrid.solberg', 'admin']],
    ['user=nobody+at+all', []],
  ])('?%s shows %j', async (query, names) => {
    expect((await uidsAt(`/admin/people?${query}`)).map((uid) => practice.cms.site.user(uid)?.name)).toEqual(names);
  });

  it('is for people with administer users', async () => {
    addAccount(practice, 'sailor', []);
    const sailor = await new TestClient(practice).signIn('sailor', 'pass of sailor');
    for (const path of [
      '/admin/people',
      '/admin/people/create',
      '/admin/people/roles',
      '/user/1/cancel',
      '/user/1/edit',
    ]) {
      expect([path, (await sailor.page(path)).status]).toEqual([path, 403]);
    }
  });
});

describe('bulk actions', () => {
  const rowsOf = (...names: string[]) =>
    Object.fromEntries(
      names.map((name, index) => [
        `user_bulk_form[${index}]`,
        Buffer.from(JSON.stringify(['en', String(practice.cms.site.userByName(name)?.uid)])).toString('base64'),
      ]),
    );

  it('block, unblock and change roles, then say so without names', async () => {
    const user = practice.cms.site.userByName('li.wei');
    const apply = async (action: string) => {
      const response = await admin.submit('/admin/people?status=All', BULK, {
        ...rowsOf('li.wei', 'noor.haddad'),
        action,
      });
      expect([response.status, response.headers.get('Location')]).toEqual([303, '/admin/people?status=All']);
      return messagesOf((await admin.page('/admin/people')).root);
    };
    expect(await apply('user_block_user_action')).toBe(
      'Status message Block the selected user(s) was applied to 2 items.',
    );
    expect(user?.status).toBe(false);
    await apply('user_unblock_user_action');
    expect([user?.status, practice.cms.mailbox.list().length]).toEqual([true, 2]);
    await apply('user_add_role_action.finance');
    expect(user?.roles).toEqual(['finance']);
    await apply('user_remove_role_action.finance');
    expect(user?.roles).toEqual([]);
  });

  it('change nothing without rows, with a made-up action, a foreign token or another button', async () => {
    const before = JSON.stringify(practice.cms.site.users);
    const tries: Record<string, string>[] = [
      { action: 'user_block_user_action' },
      { ...rowsOf('li.wei'), action: 'user_promote_action' },
      { ...rowsOf('li.wei'), action: 'user_block_user_action', form_token: 'x' },
      { ...rowsOf('li.wei'), action: 'user_block_user_action', op: 'Anwenden' },
    ];
    for (const values of tries) expect((await admin.submit('/admin/people', BULK, values)).status).toBe(200);
    expect(JSON.stringify(practice.cms.site.users)).toBe(before);
  });

  it('cancel through the confirm page and the batch', async () => {
    const response = await admin.submit('/admin/people', BULK, {
      ...rowsOf('li.wei', 'noor.haddad', 'admin'),
      action: 'user_cancel_user_action',
    });
    const confirm = response.headers.get('Location') ?? '';
    expect(confirm).toBe('/admin/people/cancel?destination=%2Fadmin%2Fpeople');
    const { root } = await admin.page(confirm);
    expect(messagesOf(root)).toContain('The user account admin cannot be canceled.');
    expect(root.querySelectorAll('input[name^="accounts["]')).toHaveLength(2);
    const started = await admin.submit(confirm, '#user-multiple-cancel-confirm', {
      user_cancel_method: 'user_cancel_reassign',
    });
    expect([started.status, started.headers.get('Location')]).toEqual([302, '/batch?id=1&op=start']);
    expect((await admin.page('/batch?id=1&op=start')).root.querySelector('noscript')?.innerHTML).toContain(
      '/batch?id=1&amp;op=do_nojs',
    );
    expect(await (await admin.fetch('/batch?id=1&op=do', { method: 'POST' })).json()).toMatchObject({
      percentage: '100',
    });
    expect((await admin.fetch('/batch?id=1&op=finished')).headers.get('Location')).toBe('/admin/people');
    const after = messagesOf((await admin.page('/admin/people')).root);
    expect(after).toContain('Account li.wei has been deleted.');
    expect(practice.cms.site.userByName('li.wei')).toBeUndefined();
    expect(practice.cms.site.user(1)?.status).toBe(true);
  });
});

describe('cancelling one account', () => {
  const path = () => `/user/${practice.cms.site.userByName('li.wei')?.uid}/cancel`;

  it('only blocks by default, without scripts too', async () => {
    const started = await admin.submit(path(), '#user-cancel-form', {});
    expect(started.headers.get('Location')).toBe('/batch?id=1&op=start');
    await admin.page('/batch?id=1&op=do_nojs');
    expect(practice.cms.site.userByName('li.wei')?.status).toBe(false);
    await admin.fetch('/batch?id=1&op=finished');
    expect(messagesOf((await admin.page('/admin/people')).root)).toBe(
      'Status message Account li.wei has been disabled.',
    );
  });

  it('mails instead when a confirmation is asked for', async () => {
    await admin.submit(path(), '#user-cancel-form', { user_cancel_confirm: '1' });
    expect(practice.cms.site.userByName('li.wei')?.status).toBe(true);
    expect(practice.cms.mailbox.list()).toMatchObject([{ key: 'cancel_confirm', to: 'li.wei@harbor.example' }]);
  });

  it('keeps a batch to the session that started it', async () => {
    await admin.submit(path(), '#user-cancel-form', {});
    const other = await new TestClient(practice).signIn('admin', 'harbor');
    expect((await other.page('/batch?id=1&op=do_nojs')).status).toBe(403);
    expect(practice.cms.site.userByName('li.wei')?.status).toBe(true);
  });
});
