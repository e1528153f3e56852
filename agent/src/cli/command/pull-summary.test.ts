import { expect, it } from 'vitest';

import { sampleItem, samplePlan } from '../fixture.ts';
import { counts } from './pull.fixture.ts';
import { pullSummary } from './pull-summary.ts';

const role = { cms: null, okta: null, group: 'editor', label: 'Editor', handle: null };
const { items } = samplePlan([
  sampleItem(1, { action: 'createGroup', side: 'cms', subject: role, after: { group: 'Editor', id: 'editor' } }),
  sampleItem(2, { action: 'createGroup', side: 'cms', subject: { ...role, label: 'Press', group: 'press' } }),
  sampleItem(3, { side: 'cms' }),
]);
const view = (done: string[]) => ({
  ...samplePlan(items),
  items,
  results: items.map(({ id, action, subject: { label, handle } }, index) => ({
    item: id,
    outcome: done.includes(id) ? ('done' as const) : ('held' as const),
    problem: null,
    entry: null,
    label,
    handle,
    action,
    seq: index,
  })),
});
const lines = (done: string[], style: 'rollcall' | 'adobe' = 'rollcall') =>
  pullSummary(counts, view(done), { style, test: false, action: 'preserve' })
    .split('\n')
    .flatMap(
      (line) => / (?:user-groups|roles) created: \d+$| users (?:added|updated): \d+$/.exec(line)?.[0].trim() ?? [],
    );

it('counts the roles that were made, and counts them among no users', () => {
  expect(lines(items.map(({ id }) => id))).toEqual(['users added: 1', 'users updated: 0', 'roles created: 2']);
  expect(lines([items[0]?.id ?? ''], 'adobe')).toEqual([
    'users added: 0',
    'users updated: 0',
    'user-groups created: 1',
  ]);
});
