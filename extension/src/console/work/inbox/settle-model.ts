import type { ResolveRequest } from '@rollcall/shared/api-inbox';

export type Take = ResolveRequest['take'][string];

/** What was chosen so far, by Okta's field name or `state`. */
export type Choices = Readonly<Record<string, Take | undefined>>;

/** The request that settles what was chosen; null while nothing is. */
export function settlementOf(user: string, choices: Choices, makeRule: boolean): ResolveRequest | null {
  const chosen = Object.entries(choices).flatMap(([field, take]) =>
    take === undefined ? [] : [[field, take] as const],
  );
  if (chosen.length === 0) return null;
  return { user, take: Object.fromEntries(chosen), makeRule: makeRule && canBeRule(choices) };
}

/** Whether anything chosen names a side, so that it can be made the rule for everybody; a state has no owner. */
export function canBeRule(choices: Choices): boolean {
  return Object.entries(choices).some(([field, take]) => field !== 'state' && (take === 'cms' || take === 'okta'));
}
