import type { Errand } from '@rollcall/shared/session';
import { describe, expect, it } from 'vitest';

import { hasRecorded, recordedPage, whyNoRecorded } from '../testing/recorded.ts';
import { carryOut, type OwnSite } from './carry-out.ts';
import { idOfNumber, readEditForm } from './drupal-form.ts';

const editForm = `<form id="user-form" class="user-form">
  <input name="name" value="ada">
  <input name="mail" value="ada@harbor.example">
  <input type="radio" name="status" value="0"><input type="radio" name="status" value="1" checked="checked">
  <input type="checkbox" name="roles[authenticated]" value="authenticated" checked="checked" disabled>
  <input type="checkbox" name="roles[editor]" value="editor" checked="checked">
  <input type="checkbox" name="roles[reviewer]" value="reviewer">
  <input type="text" name="field_department[0][value]" value="Research">
  <textarea name="field_about[0][value]">Reads much.</textarea>
  <input type="hidden" name="field_member[value]" value="0"><input type="checkbox" name="field_member[value]" value="1" checked="checked">
  <select name="field_city"><option value="_none">- None -</option><option value="ulm" selected="selected">Ulm</option></select>
  <input type="checkbox" name="field_topic[a]" value="a" checked="checked">
</form>`;

const parse = (html: string): Document => new DOMParser().parseFromString(html, 'text/html');

interface Sent {
  method: string;
  path: string;
  headers: Headers;
  body: unknown;
}

/** A site that answers by path, and what was sent to it. */
function siteOf(answers: Record<string, () => Response>): { site: OwnSite; sent: Sent[] } {
  const sent: Sent[] = [];
  const site: OwnSite = {
    base: 'https://site.example/sub',
    uid: '2',
    parse,
    fetch: async (input, init) => {
      const { pathname, search } = new URL(input instanceof Request ? input.url : input);
      const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as unknown) : null;
      sent.push({ method: init?.method ?? 'GET', path: pathname + search, headers: new Headers(init?.headers), body });
      const answer = answers[pathname];
      return answer
        ? answer()
        : new Response('<h1>Page not found</h1>', { status: 404, headers: { 'content-type': 'text/html' } });
    },
  };
  return { site, sent };
}
const json =
  (document: unknown, status = 200) =>
  () =>
    new Response(JSON.stringify(document), { status, headers: { 'content-type': 'application/vnd.api+json' } });
const carry = (errand: Errand, site: OwnSite) => carryOut({ id: 't1', errand, expires: '' }, site);
const uuid = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';

describe('errands on a site with JSON:API', () => {
  it('stay below the site’s own path, and a write carries a fresh token', async () => {
    const { site, sent } = siteOf({
      '/sub/session/token': () => new Response('token-1'),
      [`/sub/jsonapi/user/user/${uuid}`]: json({ data: { type: 'user--user', id: uuid, attributes: { name: 'ada' } } }),
    });
    const result = await carry({ kind: 'update', account: uuid, values: { field_department: 'Sales' } }, site);
    expect(result).toMatchObject({ ticket: 't1', status: 200, body: { data: { attributes: { name: 'ada' } } } });
    const [, patch] = sent;
    expect(patch).toMatchObject({
      method: 'PATCH',
      body: { data: { type: 'user--user', id: uuid, attributes: { field_department: 'Sales' } } },
    });
    expect(patch?.headers.get('x-csrf-token')).toBe('token-1');
  });

  it('bring home only what the agent reads', async () => {
    const roles = { data: [{ id: 'r', meta: { drupal_internal__target_id: 'editor' } }], links: { self: 'x' } };
    const user = {
      type: 'user--user',
      id: uuid,
      attributes: { name: 'ada' },
      relationships: { roles, user_picture: {} },
      links: {},
    };
    const { site } = siteOf({
      [`/sub/jsonapi/user/user/${uuid}`]: json({ jsonapi: {}, data: user, links: { self: 'x' } }),
    });
    const { body } = await carry({ kind: 'read', account: uuid }, site);
    expect(body).toEqual({
      data: { type: 'user--user', id: uuid, attributes: { name: 'ada' }, relationships: { roles } },
      links: {},
    });
  });

  it('never take an id that is none into an address', async () => {
    const { site, sent } = siteOf({});
    const result = await carry({ kind: 'read', account: '../../admin/modules' }, site);
    expect(result.status).toBe(503);
    expect(sent).toEqual([]);
  });

  it('tell a refusal as the site gave it', async () => {
    const { site } = siteOf({
      '/sub/session/token': () => new Response('token-1'),
      [`/sub/jsonapi/user/user/${uuid}`]: json({ errors: [{ detail: 'No.' }] }, 405),
    });
    const result = await carry({ kind: 'update', account: uuid, values: {} }, site);
    expect(result).toMatchObject({ status: 405, body: { errors: [{ detail: 'No.' }] } });
  });
});

describe('errands on a site whose JSON:API is off', () => {
  const { site } = siteOf({
    '/sub/user/2/edit': () => new Response(editForm),
    '/sub/user/7/edit': () => new Response('', { status: 403 }),
  });

  it('read one account by its edit form', async () => {
    const { body } = await carry({ kind: 'find', by: 'handle', value: '2' }, site);
    expect(body).toEqual({
      data: [
        {
          type: 'user--user',
          id: idOfNumber('2'),
          attributes: {
            drupal_internal__uid: 2,
            name: 'ada',
            mail: 'ada@harbor.example',
            status: true,
            field_department: 'Research',
            field_about: 'Reads much.',
            field_member: true,
            field_city: 'ulm',
          },
          relationships: {
            roles: {
              data: [{ type: 'user_role--user_role', id: 'editor', meta: { drupal_internal__target_id: 'editor' } }],
            },
          },
        },
      ],
    });
    const again = await carry({ kind: 'read', account: idOfNumber('2') }, site);
    expect(again).toMatchObject({ status: 200, body: { data: { attributes: { name: 'ada' } } } });
  });

  it('tell who is signed in, and that this is the forms level', async () => {
    const { body } = await carry({ kind: 'whoAmI' }, site);
    expect(body).toEqual({ meta: { links: { me: { meta: { id: idOfNumber('2') } } }, forms: true } });
    expect((await carry({ kind: 'whoAmI' }, { ...site, uid: null })).body).toEqual({
      meta: { links: {}, forms: true },
    });
  });

  it('write nothing, and say what is missing or forbidden', async () => {
    expect((await carry({ kind: 'update', account: idOfNumber('2'), values: { name: 'x' } }, site)).status).toBe(405);
    expect((await carry({ kind: 'find', by: 'handle', value: '9' }, site)).body).toEqual({ data: [] });
    expect((await carry({ kind: 'find', by: 'handle', value: '7' }, site)).status).toBe(403);
    expect((await carry({ kind: 'find', by: 'login', value: 'ada' }, site)).status).toBe(403);
  });
});

describe.skipIf(!hasRecorded)(`the edit form of a real Drupal${hasRecorded ? '' : ` (${whyNoRecorded})`}`, () => {
  it.each([
    ['claro/user-edit-active', true],
    ['claro/user-edit-blocked', false],
    ['claro/user-edit-self', true],
    ['claro-de/user-edit-active', true],
    ['olivero/user-edit-active', true],
    ['stark/user-edit-active', true],
  ])('is read on %s', (name, status) => {
    const account = readEditForm(recordedPage(name), '3');
    const texts = { name: expect.stringMatching(/\S/), mail: expect.stringMatching(/@/) };
    expect(account?.['attributes']).toMatchObject({ drupal_internal__uid: 3, status, ...texts });
  });
});
