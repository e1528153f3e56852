import type { UsersAnswer } from '@rollcall/shared/api';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';

import { t } from '../../../words.ts';
import { call } from '../../call.ts';
import { csvOf, download } from '../download.ts';

const pageSize = 500;

/** Reads the whole list that fits the filter and saves it as CSV; answers why it could not, or null. */
export async function exportUsers(connection: string, filter: Record<string, string>): Promise<ProblemAnswer | null> {
  const users: UsersAnswer['users'] = [];
  for (let total = 1; users.length < total;) {
    const query = { ...filter, offset: users.length, limit: pageSize };
    const outcome = await call('users', { path: { id: connection }, query });
    if (!outcome.ok) return outcome.problem;
    users.push(...outcome.value.users);
    total = outcome.value.users.length === 0 ? users.length : outcome.value.total;
  }
  download(`rollcall-users-${new Date().toISOString().slice(0, 10)}.csv`, 'text/csv', csvOf(users.map(lineOf)));
  return null;
}

/** One user as a line of the file: keys stay the same in every language, the status is said in words beside its key. */
export function lineOf({
  handle,
  login,
  label,
  email,
  state,
  status,
  okta,
  at,
  problem,
}: UsersAnswer['users'][number]) {
  return {
    handle,
    login,
    name: label,
    mail: email,
    state,
    status,
    status_text: t(`status.${status}`),
    okta_id: okta?.id ?? null,
    okta_login: okta?.login ?? null,
    okta_state: okta?.state ?? null,
    read: at,
    problem: problem?.detail ?? null,
  };
}
