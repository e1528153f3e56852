import { SyncError } from '@rollcall/shared';
import { expect, test } from 'vitest';
import { normaliseAttributes, toPayload, toValue } from './attribute.ts';
import { api, own, scriptSite, user } from './scripted-site.ts';

const field = (name: string, type: string, more: object = {}): object => ({
  attributes: { field_name: name, label: `Label of ${name}`, required: false, field_type: type, ...more },
});
const storage = (name: string, cardinality: number, settings: object): object => ({
  attributes: { field_name: name, cardinality, settings },
});

test('custom fields come from the site’s settings, with label, type and length', async () => {
  const scripted = scriptSite();
  scripted.on('GET /jsonapi/field_config/field_config', () =>
    api({
      data: [
        field('field_team', 'string', { required: true }),
        field('field_badge', 'integer'),
        field('field_bio', 'text_long'),
        field('user_picture', 'image'),
      ],
    }),
  );
  scripted.on('GET /jsonapi/field_storage_config/field_storage_config', () =>
    api({ data: [storage('field_team', -1, { max_length: 40 }), storage('field_badge', 1, [])] }),
  );
  const custom = (await scripted.directory().schema()).filter((attribute) => attribute.custom);
  expect(custom).toEqual([
    {
      name: 'field_team',
      title: 'Label of field_team',
      type: 'strings',
      required: true,
      writable: true,
      custom: true,
      maxLength: 40,
    },
    {
      name: 'field_badge',
      title: 'Label of field_badge',
      type: 'number',
      required: false,
      writable: true,
      custom: true,
      maxLength: null,
    },
  ]);
});

test('without the right to read those they are learnt from the users', async () => {
  const scripted = scriptSite();
  scripted.on('GET /jsonapi/field_config/field_config', () => api({ data: [], meta: { omitted: {} } }));
  scripted.on('GET /jsonapi/user/user', () =>
    api({
      data: [
        user({ id: own, uid: 2, field_given_name: null, field_team: [], field_on: null, path: { alias: null } }),
        user({ id: own, uid: 1, field_given_name: 'Ann', field_team: ['a'], field_on: true }),
      ],
    }),
  );
  const custom = (await scripted.directory().schema()).filter((attribute) => attribute.custom);
  expect(custom.map(({ name, title, type }) => [name, title, type])).toEqual([
    ['field_given_name', 'Given name', 'string'],
    ['field_team', 'Team', 'strings'],
    ['field_on', 'On', 'boolean'],
  ]);
});

const known = [
  { name: 'name', title: 'Name', type: 'string', required: true, writable: true, custom: false, maxLength: 60 },
  {
    name: 'field_team',
    title: 'Team',
    type: 'strings',
    required: false,
    writable: true,
    custom: true,
    maxLength: null,
  },
  {
    name: 'display_name',
    title: 'Shown',
    type: 'string',
    required: false,
    writable: false,
    custom: false,
    maxLength: null,
  },
] as const;

test('values are kept as Drupal keeps them: blanks stay, nothing is null', () => {
  const attributes = { a: '', b: ' x ', c: [], d: ['', 'y'], e: null, f: 0, g: false, field_team: 'one' };
  const stored = { a: null, b: ' x ', c: null, d: ['y'], e: null, f: 0, g: false, field_team: ['one'] };
  expect(normaliseAttributes(attributes, known)).toEqual(stored);
  expect(normaliseAttributes(stored, known)).toEqual(stored);
});

test('what JSON:API answers is read as it would be normalised', () => {
  expect(['', 'x', [], ['x'], null, 1, true].map(toValue)).toEqual([null, 'x', null, ['x'], null, 1, true]);
  expect([{ value: 'x' }, [{ uri: 'x' }], undefined].map(toValue)).toEqual([undefined, undefined, undefined]);
});

test('an emptied list is sent as a list', () => {
  expect(toPayload({ name: 'ann', field_team: null }, known)).toEqual({ name: 'ann', field_team: [] });
});

test.each(['nope', 'display_name', 'status', 'pass'])('%s can’t be written as an attribute', (name) => {
  let thrown: unknown;
  try {
    toPayload({ [name]: 'x' }, known);
  } catch (error) {
    thrown = error;
  }
  expect(thrown instanceof SyncError ? thrown.problem : thrown).toMatchObject({ code: 'invalid', field: name });
});
