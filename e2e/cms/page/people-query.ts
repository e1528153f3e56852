import type { CmsContext } from '../cms.ts';
import type { User } from '../model.ts';
import type { Site } from '../site.ts';

const ROWS_PER_PAGE = 50;

const ORDERS = {
  name: (user: User) => user.name.toLowerCase(),
  status: (user: User) => Number(user.status),
  created: (user: User) => user.created,
  access: (user: User) => user.access,
} as const;

export type OrderName = keyof typeof ORDERS;

/** The exposed filters, order and page of the People view, as its URL holds them. */
export interface PeopleQuery {
  user: string;
  /** All, 1 active, 2 blocked. */
  status: string;
  role: string;
  permission: string;
  order: OrderName;
  descending: boolean;
  page: number;
}

export function parsePeopleQuery(c: CmsContext): PeopleQuery {
  const order = c.req.query('order') ?? '';
  const known = isOrder(order) ? order : 'created';
  const sort = c.req.query('sort');
  const page = Number(c.req.query('page') ?? '0');
  return {
    user: c.req.query('user') ?? '',
    status: c.req.query('status') ?? 'All',
    role: c.req.query('role') ?? 'All',
    permission: c.req.query('permission') ?? 'All',
    order: known,
    descending: sort === undefined ? known === 'created' && order === '' : sort === 'desc',
    page: Number.isInteger(page) && page > 0 ? page : 0,
  };
}

function isOrder(name: string): name is OrderName {
  return Object.hasOwn(ORDERS, name);
}

export interface PeoplePage {
  rows: User[];
  pages: number;
}

/** The rows of one page, and how many pages there are. */
export function findPeople(site: Site, query: PeopleQuery): PeoplePage {
  const value = ORDERS[query.order];
  const sign = query.descending ? -1 : 1;
  const rows = site.ordered(`people ${query.order} ${sign}`, (a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === right) return b.uid - a.uid;
    return left < right ? -sign : sign;
  });
  const found = rows.filter((user) => user.uid > 0 && matches(site, user, query));
  const pages = Math.ceil(found.length / ROWS_PER_PAGE);
  const start = Math.min(query.page, Math.max(0, pages - 1)) * ROWS_PER_PAGE;
  return { rows: found.slice(start, start + ROWS_PER_PAGE), pages };
}

function matches(site: Site, user: User, { user: words, status, role, permission }: PeopleQuery): boolean {
  if (status === '1' && !user.status) return false;
  if (status === '2' && user.status) return false;
  if (role !== 'All' && !user.roles.includes(role)) return false;
  if (permission !== 'All' && !site.mayUser(user, permission)) return false;
  const wanted = words.trim().toLowerCase();
  return wanted === '' || user.name.toLowerCase().includes(wanted) || (user.mail ?? '').toLowerCase().includes(wanted);
}
