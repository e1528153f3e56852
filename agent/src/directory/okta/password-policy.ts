import { SyncError } from '@rollcall/shared';
import type { PasswordPolicy, PasswordRule, PasswordRuleId } from '@rollcall/shared/password-policy';
import { z } from 'zod';
import type { CallOptions } from '../directory.ts';
import type { OktaClient } from './client.ts';

const count = z.number().nullish();

/** A password policy of `GET /api/v1/policies`, as far as it says what a password must look like. */
const policy = z.object({
  name: z.string(),
  status: z.string().default('ACTIVE'),
  priority: z.number().default(0),
  system: z.boolean().nullish(),
  conditions: z
    .object({
      people: z.object({ groups: z.object({ include: z.array(z.string()).nullish() }).nullish() }).nullish(),
      authProvider: z.object({ provider: z.string().nullish() }).nullish(),
    })
    .nullish(),
  settings: z.object({
    password: z.object({
      complexity: z.object({
        minLength: count,
        minLowerCase: count,
        minUpperCase: count,
        minNumber: count,
        minSymbol: count,
        excludeUsername: z.boolean().nullish(),
        excludeAttributes: z.array(z.string()).nullish(),
        dictionary: z.object({ common: z.object({ exclude: z.boolean().nullish() }).nullish() }).nullish(),
      }),
      age: z.object({ historyCount: count }).nullish(),
    }),
  }),
});

type Policy = z.infer<typeof policy>;

/** Longer ones are refused whatever a policy says: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/ */
const longest = 72;

/**
 * The policy for a user who is in no group but Everyone, as a new one is. Throws `forbidden` without
 * okta.policies.read or a role that reads policies.
 */
export async function readPasswordPolicy(client: OktaClient, options: CallOptions = {}): Promise<PasswordPolicy> {
  const call = { path: '/api/v1/policies', query: { type: 'PASSWORD' }, ...options };
  const { value } = await client.read(z.array(policy), call);
  const active = value.filter(({ status }) => status === 'ACTIVE').toSorted((a, b) => a.priority - b.priority);
  const fallback = active.find(({ system }) => system === true) ?? active.at(-1);
  if (!fallback) throw new SyncError('not_found', 'The org has no password policy.', { scope: 'run' });
  const everyone = new Set(groupsOf(fallback));
  const first = active.find((each) => isOktas(each) && groupsOf(each).some((group) => everyone.has(group)));
  return toRules(first ?? fallback);
}

function groupsOf({ conditions }: Policy): string[] {
  return conditions?.people?.groups?.include ?? [];
}

/** Whether it is for passwords that Okta keeps itself, and no directory behind it. */
function isOktas({ conditions }: Policy): boolean {
  return (conditions?.authProvider?.provider ?? 'OKTA') === 'OKTA';
}

function toRules({ name, settings }: Policy): PasswordPolicy {
  const { complexity, age } = settings.password;
  const counted: [PasswordRuleId, number | null | undefined][] = [
    ['minLength', complexity.minLength],
    ['maxLength', longest],
    ['lower', complexity.minLowerCase],
    ['upper', complexity.minUpperCase],
    ['digit', complexity.minNumber],
    ['symbol', complexity.minSymbol],
  ];
  const rules = counted.flatMap(([id, number]) => (number ? [rule(id, number)] : []));
  if (complexity.excludeUsername === true) rules.push(rule('login'));
  for (const attribute of complexity.excludeAttributes ?? []) rules.push({ ...rule('attribute'), attribute });
  if (complexity.dictionary?.common?.exclude === true) rules.push(rule('common'));
  if (age?.historyCount) rules.push(rule('history', age.historyCount));
  return { name, rules };
}

function rule(id: PasswordRuleId, number: number | null = null): PasswordRule {
  return { id, count: number, attribute: null };
}
