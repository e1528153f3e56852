import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Action, Attrs, Connection, Link, PlanItem, Scope, Side, Trigger } from '@rollcall/shared';

import type { Directory } from '../directory/directory.ts';
import { put } from '../store/data.ts';
import type { Seed } from '../directory/memory/memory.ts';
import { linkOf } from './sample.fixture.ts';
import { createWorld } from './world.fixture.ts';
import type { World } from './world.fixture.ts';

/**
 * Each folder is one story: `before.json` (both sides, links, settings), `request.json`, and what must come of it in
 * `plan.json` and `after.json`. Run with ROLLCALL_WRITE_GOLDEN=1 to write the last two anew, then read the difference.
 */

interface Before {
  connection?: Partial<Connection>;
  cms: (Seed & { id: string })[];
  okta: (Seed & { id: string })[];
  links?: ({ cms: string; okta: string } & Partial<
    Pick<Link, 'origin' | 'base' | 'baseState' | 'stoppedBy' | 'groups' | 'frozen'>
  >)[];
  groups?: Record<Side, { id: string; name: string; privileged?: boolean; writable?: boolean }[]>;
  /** Okta users whom somebody has deleted since. */
  deleted?: string[];
}

interface Request {
  scope: Scope;
  operations?: Action[];
}

const folder = path.join(import.meta.dirname, 'scenarios');
const stories = readdirSync(folder).toSorted();
const triggers: Trigger[] = ['manual', 'cli'];
const writing = process.env['ROLLCALL_WRITE_GOLDEN'] === '1';

let world: World;
afterEach(() => world.close());

describe.each(stories)('%s', (story) => {
  it.each(triggers)('comes out the same when asked for by %s', async (trigger) => {
    const before = await read<Before>(story, 'before');
    const request = await read<Request>(story, 'request');
    world = await createWorld();
    await build(before);
    const job = await world.run(request.scope, { trigger, operations: request.operations ?? [] });
    const made = {
      job: { state: job.state, done: job.done, failed: job.failed, held: job.held, error: job.error?.code ?? null },
      ...(await planned(job.plan)),
    };
    await compare(story, 'plan', made);
    await compare(story, 'after', await endState(before));
  });
});

async function build({ connection, cms, okta, links = [], groups, deleted = [] }: Before): Promise<void> {
  const saved = await world.connect(connection);
  for (const side of ['cms', 'okta'] as const) for (const group of groups?.[side] ?? []) world[side].seedGroup(group);
  world.cms.seed(cms);
  world.okta.seed(okta);
  for (const { cms: left, okta: right, ...change } of links) {
    const [a, b] = [await world.cms.get(left), await world.okta.get(right)];
    const link = { ...linkOf(a, b), id: `link-${left}`, connection: saved.id, ...change };
    await world.store.commit([put('links', link.id, link)]);
  }
  for (const id of deleted) world.okta.removeBehind(id);
}

async function planned(id: string | null) {
  if (id === null) return { items: [], asides: [], brake: null };
  const { plan, items, asides } = await world.plans.read(id);
  return {
    items: items.map(shortItem),
    asides: asides.map(({ subject, why, text }) => ({ who: subject.label, why, text })),
    brake: plan.brake?.text ?? null,
  };
}

function shortItem({ action, side, subject, before, after, reason, effects, drift, verdict }: PlanItem) {
  const told = verdict.is === 'allow' ? 'allow' : `${verdict.is}: ${verdict.text}`;
  return {
    action,
    ...(side === 'cms' ? { side } : {}),
    who: subject.label,
    before,
    after,
    reason,
    effects,
    drift,
    verdict: told,
  };
}

async function accountsOf(directory: Directory) {
  const found: Record<string, { state: string; attributes: Attrs }> = {};
  for await (const page of directory.list()) {
    for (const { ref, state, attributes } of page.accounts) {
      found[ref.id] = {
        state,
        attributes: Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null)),
      };
    }
  }
  return found;
}

async function membersOf(side: Side, groups: { id: string }[]): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const { id } of groups) found[id] = await world[side].groups.members(id);
  return found;
}

async function endState({ connection, groups }: Before) {
  const okta = await accountsOf(world.okta);
  const writesCms = (connection?.direction ?? 'cmsToOkta') !== 'cmsToOkta';
  const links = Object.values(world.store.data.links)
    .map(({ cms, okta: target, origin, stoppedBy, base, differences }) => ({
      cms: cms.id,
      okta: target.id,
      origin,
      stoppedBy,
      base,
      differences,
    }))
    .toSorted((a, b) => a.cms.localeCompare(b.cms));
  const members = groups && {
    cms: await membersOf('cms', groups.cms),
    okta: await membersOf('okta', groups.okta),
  };
  return { ...(writesCms ? { cms: await accountsOf(world.cms) } : {}), okta, links, ...(members ? { members } : {}) };
}

async function read<T>(story: string, name: string): Promise<T> {
  return JSON.parse(await readFile(path.join(folder, story, `${name}.json`), 'utf8')) as T;
}

async function compare(story: string, name: string, made: unknown): Promise<void> {
  if (writing) await writeFile(path.join(folder, story, `${name}.json`), `${JSON.stringify(made, null, 2)}\n`);
  expect(made).toEqual(await read(story, name));
}
