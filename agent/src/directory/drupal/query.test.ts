import { expect, test } from 'vitest';
import { toPath } from './query.ts';

test('a value stays a value, whatever is in it', () => {
  const path = toPath('user/user', { conditions: [{ path: 'mail', value: 'a&filter[status]=0#?=b@x.test' }] });
  const params = new URL(path, 'https://cms.example').searchParams;
  expect([...params.keys()]).toEqual([
    'filter[c0][condition][path]',
    'filter[c0][condition][operator]',
    'filter[c0][condition][value]',
  ]);
  expect(params.get('filter[c0][condition][value]')).toBe('a&filter[status]=0#?=b@x.test');
});

test('groups, order, page and fields stand as JSON:API names them', () => {
  const path = toPath('user/user', {
    groups: { a: { conjunction: 'OR' }, b: { conjunction: 'AND', group: 'a' } },
    conditions: [{ path: 'roles', operator: 'IS NOT NULL', group: 'b' }],
    sort: 'changed',
    limit: 50,
    offset: 0,
    fields: ['name', 'mail'],
  });
  expect(decodeURIComponent(path)).toBe(
    '/jsonapi/user/user?filter[a][group][conjunction]=OR&filter[b][group][conjunction]=AND&filter[b][group][memberOf]=a' +
      '&filter[c0][condition][path]=roles&filter[c0][condition][operator]=IS+NOT+NULL&filter[c0][condition][memberOf]=b' +
      '&sort=changed&page[limit]=50&page[offset]=0&fields[user--user]=name,mail',
  );
  expect(toPath('user/user', {})).toBe('/jsonapi/user/user');
});
