import type { Errand } from '@rollcall/shared/session';

/** One request to the site's own JSON:API, below the site's base path. */
export interface SiteRequest {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  body: unknown;
}

const usersPath = '/jsonapi/user/user';
/** Rows of a list that learns what fields there are; the agent takes 256 KiB an answer. */
const newestUsers = 20;
const attributeOf = { handle: 'drupal_internal__uid', login: 'name', email: 'mail' } as const;

/** The closed table of what an errand means on a Drupal site. Ids are matched strictly before they get into an address. */
export function toRequest(errand: Errand): SiteRequest {
  const get = (path: string, query: Record<string, string | number> = {}): SiteRequest => {
    const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    return { method: 'GET', path: search.size === 0 ? path : `${path}?${search}`, body: undefined };
  };
  switch (errand.kind) {
    case 'whoAmI':
      return get('/jsonapi');
    case 'read':
      return get(`${usersPath}/${assertId(errand.account)}`);
    case 'find': {
      const attribute = attributeOf[errand.by];
      if (errand.by === 'handle') return get(usersPath, { [`filter[${attribute}]`]: errand.value });
      const condition = 'filter[a][condition]';
      // Compares by LIKE, which ignores case in every database; the agent keeps what is equal.
      const begins = { [`${condition}[path]`]: attribute, [`${condition}[operator]`]: 'STARTS_WITH' };
      return get(usersPath, { ...begins, [`${condition}[value]`]: errand.value, sort: attribute });
    }
    case 'first':
      return get(usersPath, { sort: 'drupal_internal__uid', 'page[limit]': 3 });
    case 'newest': {
      const condition = 'filter[a][condition]';
      const people = { [`${condition}[path]`]: 'drupal_internal__uid', [`${condition}[operator]`]: '>' };
      const order = { sort: '-drupal_internal__uid', 'page[limit]': newestUsers };
      return get(usersPath, { ...people, [`${condition}[value]`]: 0, ...order });
    }
    case 'roles':
      return get('/jsonapi/user_role/user_role', {
        sort: 'weight',
        'page[limit]': 50,
        'page[offset]': errand.offset,
      });
    case 'fields':
      return get(`/jsonapi/${errand.of}/${errand.of}`, { 'filter[entity_type]': 'user' });
    case 'mayWrite':
      return { method: 'POST', path: usersPath, body: {} };
    case 'update': {
      const id = assertId(errand.account);
      const data = { type: 'user--user', id, attributes: errand.values };
      return { method: 'PATCH', path: `${usersPath}/${id}`, body: { data } };
    }
  }
}

function assertId(id: string): string {
  if (!/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)) throw new Error('an account id is not a UUID');
  return id;
}
