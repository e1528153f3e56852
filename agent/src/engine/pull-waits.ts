import { SyncError } from '@rollcall/shared';
import type { Aside, ErrorCode, Problem, Time } from '@rollcall/shared';
import { pullWait } from '@rollcall/shared/api-inbox';
import type { PullWait } from '@rollcall/shared/api-inbox';
import { z } from 'zod';

import { del, put } from '../store/data.ts';
import type { Change, Data } from '../store/data.ts';

/** Where it is kept whom a connection's last pull of everybody could not decide. */
export const pullWaitsKey = (connection: string) => `pull/waits/${connection}`;

/** As many reasons are told, each with so many users: a filter that fails for all is one line. */
const mostReasons = 20;
const mostExamples = 5;

interface Pulled {
  asides: Aside[];
  at: Time;
  plan: string;
  /** It read everybody, so that who waited before and is not among these waits no more. */
  isWhole: boolean;
}

/** What waits for a person after a pull, in place of what did before. Of a pull of only what moved the reasons come on top. */
export function waitsChange(data: Readonly<Data>, connection: string, pull: Pulled): Change {
  const found = waitsOf(pull);
  const before = pull.isWhole ? [] : pullWaitsOf(data, connection);
  const kept = before.filter((old) => !found.some((wait) => wait.problem.detail === old.problem.detail));
  const waits = [...found, ...kept].slice(0, mostReasons);
  return waits.length === 0
    ? del('settings', pullWaitsKey(connection))
    : put('settings', pullWaitsKey(connection), waits);
}

/** Whom the last pull could not decide, by the reason, the most first. */
export function pullWaitsOf(data: Readonly<Data>, connection: string): PullWait[] {
  return z.array(pullWait).safeParse(data.settings[pullWaitsKey(connection)]).data ?? [];
}

function waitsOf({ asides, at, plan }: Pulled): PullWait[] {
  const waits = new Map<string, PullWait>();
  for (const { subject, why, code, text } of asides) {
    if (why !== 'undecided') continue;
    const reason = reasonOf(code ?? 'undecided', text);
    const known = waits.get(reason.detail);
    const wait = known ?? { problem: reason, count: 0, examples: [], at, plan };
    wait.count += 1;
    if (wait.examples.length < mostExamples) wait.examples.push({ id: subject.okta?.id ?? null, label: subject.label });
    if (!known) waits.set(reason.detail, wait);
  }
  return [...waits.values()].toSorted((a, b) => b.count - a.count);
}

/** A reason that many may share: who is meant stands among the examples. */
function reasonOf(code: ErrorCode, text: string): Problem {
  const [detail, next] = shared[code] ?? [
    text,
    'Try one of them with the pull settings, then correct the filter, the rule or the user.',
  ];
  return new SyncError(code, detail, { scope: 'item', next }).problem;
}

const shared: Partial<Record<ErrorCode, [string, string]>> = {
  ambiguous: [
    'They would share one account of the site, or each fits several.',
    'Give each a mail and a user name of their own, then pull again.',
  ],
  conflict: [
    'Their account of the site belongs to another user of Okta.',
    'Unlink that account if it is wrong, or correct mail or user name in Okta.',
  ],
};
