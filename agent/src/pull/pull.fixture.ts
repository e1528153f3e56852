import type { Account, Connection, Job, PlanItem, PullDefaults, PullSettings } from '@rollcall/shared';

import { createWorld } from '../engine/world.fixture.ts';
import type { World } from '../engine/world.fixture.ts';

export const options: PullDefaults = {
  users: { kind: 'mapped' },
  userFilter: null,
  targetUsers: { kind: 'all' },
  targetOnlyUserAction: 'preserve',
  targetOnlyUserFile: null,
  targetOnlyUserList: null,
  targetOnlyUsers: null,
  processGroups: true,
  updateUserInfo: true,
  excludeUnmappedUsers: false,
  strategy: 'sync',
  testMode: false,
};

export function settingsOf(change: Partial<PullSettings> = {}): PullSettings {
  return {
    okta: {
      url: 'https://harbor.okta.example',
      token: { in: 'keyring', service: 'okta', user: 'harbor.okta.example' },
      groupFilter: '${group}',
    },
    filter: { cel: 'okta.status != "DEPROVISIONED" && okta.status != "STAGED"', text: null },
    targets: [],
    groups: [
      { group: 'Writers', roles: [{ target: null, role: 'author' }] },
      {
        group: 'Staff',
        roles: [
          { target: null, role: 'member' },
          { target: null, role: 'author' },
        ],
      },
    ],
    additionalGroups: [],
    createRoles: false,
    attributes: {
      email: '${email}',
      username: null,
      domain: null,
      firstName: '${firstName}',
      lastName: '${lastName}',
      country: '${countryCode}',
    },
    updateAttributes: ['firstname', 'lastname', 'email'],
    defaultCountry: null,
    extendedAttributes: [],
    extendedRoles: [],
    rules: [],
    byReason: { gone: null, leftGroups: null, deactivated: null },
    exclude: { users: [], roles: [] },
    limits: { maxTargetOnly: { count: 50 }, groupRemovalsOnly: false },
    defaults: options,
    ...change,
  };
}

/** A site and an org with groups Writers and Staff, roles author, member and admin, and a connection that pulls. */
export interface PullWorld extends World {
  /** Puts somebody into Okta, as `login@harbor.example`, in these groups. */
  person(login: string, groups?: string[], change?: Parameters<World['addOkta']>[1]): Account;
  settle(settings?: Partial<PullSettings>, connection?: Partial<Connection>): Promise<Connection>;
  pull(change?: Partial<PullDefaults>, mode?: 'plan' | 'apply'): Promise<Job>;
  items(job: Job): Promise<PlanItem[]>;
  /** `action label role?` of every item. */
  changes(job: Job): Promise<string[]>;
  /** The site's account by its mail. */
  onSite(mail: string): Promise<Account | undefined>;
}

export async function createPullWorld(about: Parameters<typeof createWorld>[0] = {}): Promise<PullWorld> {
  const world = await createWorld(about);
  for (const role of ['author', 'member', 'other']) world.cms.seedGroup({ id: role, name: `Role ${role}` });
  world.cms.seedGroup({ id: 'admin', name: 'Role admin', privileged: true });
  for (const name of ['Writers', 'Staff', 'ACL-Press', 'R&D #1']) {
    world.okta.seedGroup({ id: `00g${name.replaceAll(/\W/g, '')}`, name });
  }
  const pullWorld: PullWorld = Object.assign(world, {
    person: (login: string, groups: string[] = [], change: Parameters<World['addOkta']>[1] = {}) =>
      world.addOkta(`${login}@harbor.example`, {
        ...change,
        groups: groups.map((name) => `00g${name.replaceAll(/\W/g, '')}`),
      }),
    settle: (settings: Partial<PullSettings> = {}, connection: Partial<Connection> = {}) => {
      const ticks = { on: true, operations: ['read', 'create', 'update', 'deactivate'] as const };
      const base = world.connect({ direction: 'oktaToCms', pull: settingsOf(settings), ...connection });
      return base.then((made) =>
        world.connect({
          ...made,
          methods: { ...made.methods, pull: { on: true, operations: [...ticks.operations] } },
          brakes: wide(made.brakes),
          ...connection,
        }),
      );
    },
    pull: (change: Partial<PullDefaults> = {}, mode: 'plan' | 'apply' = 'apply') =>
      world.run({ kind: 'pull', options: { ...options, ...change } }, { trigger: 'pull', mode }),
    items: async (job: Job) => (await world.plans.read(job.plan ?? '')).items,
    changes: async (job: Job) => {
      const { items } = await world.plans.read(job.plan ?? '');
      return items.map(({ action, subject }) => [action, subject.label, subject.group].filter(Boolean).join(' '));
    },
    onSite: async (mail: string) => (await world.cms.find({ email: mail }))[0],
  });
  return pullWorld;
}

/** Wide enough for small worlds; the brakes have tests of their own. */
function wide(brakes: Connection['brakes']): Connection['brakes'] {
  const open = { floor: 1000, count: 1000, percent: 100 };
  return { ...brakes, create: open, update: open, deactivate: open, revokeGroup: open, mail: open };
}
