import type { PullCounts } from '@rollcall/shared/api-pull';

import type { PlanView } from '../plan-text.ts';

export type SummaryStyle = 'rollcall' | 'adobe';

const words: Record<SummaryStyle, { target: string; created: string; done: Record<string, string> }> = {
  rollcall: {
    target: 'target',
    created: 'target roles',
    done: {
      block: 'blocked',
      delete: 'deleted',
      'remove-roles': 'with roles removed',
      preserve: 'with roles processed',
    },
  },
  adobe: {
    target: 'Adobe',
    created: 'Adobe user-groups',
    done: {
      block: 'removed',
      delete: 'deleted',
      'remove-roles': 'removed from all groups',
      preserve: 'with groups processed',
    },
  },
};

/**
 * The tool's summary: the same lines in the same order, with `target` for `Adobe` unless its own words are wanted. In test mode
 * it counts what would be done, else what was.
 */
export function pullSummary(
  counts: PullCounts,
  { items, results }: PlanView,
  { style, test, action }: { style: SummaryStyle; test: boolean; action: string },
): string {
  const done = new Set(results.filter(({ outcome }) => outcome === 'done').map(({ item }) => item));
  const all = items.filter(({ id, verdict }) => (test ? verdict.is === 'allow' : done.has(id)));
  const made = all.filter((item) => item.action === 'createGroup');
  const told = all.filter((item) => !made.includes(item));
  const isOnly = new Set(counts.targetOnlyChanged);
  const users = (wanted: (item: PlanView['items'][number]) => boolean) =>
    new Set(told.filter(wanted).map(({ subject }) => subject.okta?.id ?? subject.cms?.id)).size;
  const only = users(({ subject }) => isOnly.has(subject.cms?.id ?? ''));
  const created = new Set(told.filter((item) => item.action === 'create').map(({ subject }) => subject.okta?.id));
  const updated = users(
    ({ subject, action: what }) =>
      !isOnly.has(subject.cms?.id ?? '') && !created.has(subject.okta?.id) && what !== 'link',
  );
  const { target, created: roles, done: doneWords } = words[style];
  const read: [string, number][] = [
    ['Number of directory users read', counts.directoryRead],
    ['Number of directory users selected for input', counts.directorySelected],
  ];
  // A push does not read the whole site, so that there is nothing to tell of all its users.
  const written: [string, number][] =
    counts.strategy === 'push'
      ? [[`Number of directory users pushed to ${target}`, created.size + updated]]
      : [
          [`Number of ${target} users read`, counts.targetRead],
          [`Number of ${target} users excluded from updates`, counts.targetExcluded],
          [
            `Number of non-excluded ${target} users with no changes`,
            counts.targetRead - counts.targetExcluded - updated - only,
          ],
          [`Number of new ${target} users added`, created.size],
          [`Number of matching ${target} users updated`, updated],
        ];
  const lines: [string, number][] = [...read, ...written, [`Number of ${roles} created`, made.length]];
  const isProcessed = doneWords[action];
  if (isProcessed !== undefined && counts.strategy !== 'push')
    lines.push([`Number of ${target}-only users ${isProcessed}`, only]);
  const width = Math.max(...lines.map(([text]) => text.length)) + 2;
  const head = test ? '- Action Summary (TEST MODE) -' : '------- Action Summary -------';
  const edge = '-'.repeat(27);
  return [
    `${edge}${head}${edge}`,
    ...lines.map(([text, count]) => `${text.padStart(width)}: ${count}`),
    '-'.repeat(84),
  ].join('\n');
}
