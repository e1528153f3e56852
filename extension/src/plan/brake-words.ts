import type { PlanAnswer } from '@rollcall/shared/api-run';

import { number, t } from '../words.ts';

type Brake = NonNullable<PlanAnswer['plan']['brake']>;

/** Which limits hold a plan, in the reader’s language: one sentence for each. */
export function brakeWords({ over, text }: Pick<Brake, 'over' | 'text'>): string {
  return over?.map(sentence).join(' ') ?? text;
}

function sentence({ name, count, limit, sides }: NonNullable<Brake['over']>[number]): string {
  const key = name === 'mail' || name === 'revokeGroup' || sides.includes('okta') ? name : (`${name}Site` as const);
  return t(`plan.over.${key}`, count, [number(count), number(limit)]);
}
