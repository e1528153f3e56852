import type { AttributeValue } from '@rollcall/shared';
import type { TrialAnswer } from '@rollcall/shared/api-pull';

import type { Names } from './names.ts';
import type { Teller } from './wishes.ts';

type Giver = TrialAnswer['roles'][number]['from'][number];

/** Where one user's wishes come from. */
export interface Origins {
  teller: Teller;
  /** By the name that settings and rules call a value; `rule` is null for the settings' own template. */
  values: Map<string, { value: AttributeValue; rule: number | null }>;
  /** Who gives each role, by its id; what a rule has taken is not there. */
  roles: Map<string, Giver[]>;
  /** Whether each rule that was decided applies, in their order. */
  asked: boolean[];
  /** Whether a rule was begun and not decided. */
  isStuck(): boolean;
}

/** Keeps what is told of one user who is in these groups. */
export function createOrigins(groups: readonly string[], names: Names): Origins {
  const values: Origins['values'] = new Map();
  const roles: Origins['roles'] = new Map();
  const asked: boolean[] = [];
  let begun = 0;
  const give = (role: string, by: Giver) => roles.set(role, [...(roles.get(role) ?? []), by]);
  for (const group of groups) {
    for (const role of names.rolesOf.get(group) ?? []) give(role, { group: names.groups.get(group)?.name ?? group });
  }
  return {
    values,
    roles,
    asked,
    isStuck: () => begun > asked.length,
    teller: {
      asks: () => {
        begun += 1;
      },
      asked: (applies) => void asked.push(applies),
      sets: (rule, name, value) => void values.set(name, { value, rule }),
      gives: (rule, role) => void give(role, { rule }),
      takes: (role) => void roles.delete(role),
    },
  };
}
