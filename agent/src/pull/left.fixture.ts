import type { Account, Connection, PullSettings } from '@rollcall/shared';

import type { PullWorld } from './pull.fixture.ts';

/** What can happen in Okta to somebody whom a pull has made on the site. */
export const happenings = {
  leftGroups: (world: PullWorld, { ref }: Account) => world.okta.groups.removeMember('00gWriters', ref.id),
  gone: async (world: PullWorld, { ref }: Account) => {
    await world.okta.setState(ref.id, 'deactivated');
    await world.okta.remove(ref.id);
  },
  deactivated: (world: PullWorld, { ref }: Account) => world.okta.setState(ref.id, 'deactivated'),
  suspended: (world: PullWorld, { ref }: Account) => world.okta.setState(ref.id, 'suspended'),
  nothing: async () => {},
} satisfies Record<string, (world: PullWorld, account: Account) => Promise<unknown>>;

export type Happening = keyof typeof happenings;

/** Ann and Bea, both in Writers, were pulled; then this happens to Ann. */
export async function annThen(
  world: PullWorld,
  happens: Happening,
  { settings, connection }: { settings?: Partial<PullSettings>; connection?: Partial<Connection> } = {},
): Promise<Account> {
  await world.settle(settings, connection);
  const ann = world.person('ann', ['Writers'], { password: 'Anchor-4-harbor' });
  world.person('bea', ['Writers']);
  await world.pull();
  await happenings[happens](world, ann);
  return ann;
}

/** Changes the pull settings of the connection and lets it do everything that a pull can. */
export async function change(world: PullWorld, settings: Partial<PullSettings>): Promise<void> {
  const connection = world.store.data.connections['c1'];
  await world.connect({ ...connection, pull: connection?.pull ? { ...connection.pull, ...settings } : null });
}

/** The ticks of the method pull with delete among them. */
export function withDelete({ methods }: Connection): Pick<Connection, 'methods'> {
  const operations = ['read', 'create', 'update', 'deactivate', 'delete'] as const;
  return { methods: { ...methods, pull: { on: true, operations: [...operations] } } };
}
