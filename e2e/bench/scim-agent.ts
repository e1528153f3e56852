// An agent that serves SCIM for a site in memory with so many people, in a process of its own. Started once to fill its
// home and once more to serve it, so that its memory is not that of the filling.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openAgent } from '@rollcall/agent/agent';
import type { DirectoryDescriptor } from '@rollcall/agent/directory/directory';
import { memoryDescriptor } from '@rollcall/agent/directory/memory/descriptor';
import { MemoryDirectory } from '@rollcall/agent/directory/memory/memory';
import { cmsShape } from '@rollcall/agent/directory/memory/shape';
import { rowOf } from '@rollcall/agent/engine/record';
import { connectionOf } from '@rollcall/agent/engine/sample.fixture';
import { createLog } from '@rollcall/agent/log';
import { newToken } from '@rollcall/agent/scim/token';
import { accountKey, put } from '@rollcall/agent/store/data';
import type { Account, Connection, MappingRule } from '@rollcall/shared';

/** What the parent may ask for: the memory after a collection, or how long the event loop was held since it last asked. */
export type ScimOrder = 'memory' | 'holds';

export type ScimReport =
  | { is: 'filled' }
  | { is: 'ready'; url: string; token: string }
  | { is: 'memory'; rss: number; heap: number }
  | { is: 'holds'; longest: number };

const people = Number(process.argv[2]);
/** How many of the people may be written to. */
const written = Number(process.argv[3]);
const home = process.argv[4] ?? '';
const seedStep = 250;

const rule = (cms: string, okta: string): MappingRule => ({
  cms,
  okta,
  toOkta: null,
  toCms: null,
  owner: 'okta',
  apply: 'always',
  sensitive: false,
});
const settings = connectionOf();
const connection: Connection = {
  ...settings,
  cms: settings.cms && { ...settings.cms, kind: cmsShape.kind },
  okta: null,
  direction: 'oktaToCms',
  mapping: [
    rule('mail', 'login'),
    rule('mail', 'email'),
    rule('field_first_name', 'firstName'),
    rule('field_last_name', 'lastName'),
    rule('field_department', 'department'),
  ],
  methods: { ...settings.methods, scim: { on: true, operations: ['read', 'create', 'update', 'deactivate'] } },
};
/** Without roles, so that a pushed group is a group alone and nothing goes on behind an answer. */
const shape = { ...cmsShape, capabilities: { ...cmsShape.capabilities, groups: false } };
const cms = new MemoryDirectory({ id: 'cms', shape });
const standing: DirectoryDescriptor = { ...memoryDescriptor(shape), create: () => cms };

const agent = await openAgent({
  home,
  kinds: [standing],
  wrap: (directory) => directory,
  keyring: 'off',
  log: createLog({ level: 'error' }),
});
const { store, listener } = agent.services;
for (let number = 0; number < written; number += 1) seedOne(cms, number);
const isFilled = store.data.connections[connection.id] !== undefined;
if (!isFilled) {
  await fill();
  tell({ is: 'filled' });
  await agent.close();
  process.exit(0);
}
const about = { id: 'T-1', connection: connection.id, label: 'Okta', created: new Date().toISOString(), expires: null };
const { text, kept } = newToken(about);
await store.commit([put('tokens', kept.id, kept)]);
await listener.serve({ port: 0 });
const loop = monitorEventLoopDelay({ resolution: 1 });
loop.enable();
tell({ is: 'ready', url: `${listener.address}/${connection.id}/scim/v2`, token: text });

process.on('message', (order: ScimOrder) => {
  if (order === 'memory') {
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    tell({ is: 'memory', rss, heap: heapUsed });
  } else {
    tell({ is: 'holds', longest: loop.max / 1e6 });
    loop.reset();
  }
});

/** Rows as a sweep leaves them; only those who are written stand in the directory, whose memory is not the agent's. */
async function fill(): Promise<void> {
  await store.commit([put('connections', connection.id, connection)]);
  for (let from = 0; from < people; from += seedStep) {
    const accounts = Array.from({ length: seedStep }, (_, index): Account => {
      const number = from + index;
      // As one directory that made them all would number them.
      return { ...seedOne(new MemoryDirectory({ id: 'cms', shape }), number), handle: String(number + 1) };
    });
    await store.commit(
      accounts.map((account) =>
        put('accounts', accountKey(account.ref), rowOf(account, { store, connection, side: 'cms' })),
      ),
    );
  }
}

function seedOne(directory: MemoryDirectory, number: number): Account {
  const name = `person.${number}`;
  const [account] = directory.seed([
    {
      id: `0b9c7a52-6f7e-4f0e-9d55-${String(number).padStart(12, '0')}`,
      state: 'active',
      attributes: {
        name,
        mail: `${name}@school.example`,
        field_first_name: 'Person',
        field_last_name: `Number ${number}`,
        field_department: 'Mathematics and Natural Sciences',
      },
    },
  ]);
  if (!account) throw new Error('nothing was seeded');
  return account;
}

function tell(report: ScimReport): void {
  process.send?.(report);
}
