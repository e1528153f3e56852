import { SyncError } from '@rollcall/shared/error';
import { describe, expect, it } from 'vitest';

import type { Arrival } from '../forms/arrive.ts';
import { tellArrival } from './arrival.ts';

const submission = { kind: 'edited' as const, users: ['2'], login: null, path: '/user/2/edit', destination: null };

/** What is shown of an answer to the form. */
function shown(reply: Arrival['reply']): string[] {
  const said: string[] = [];
  tellArrival(
    { submission, user: null, reply },
    {
      show: (job) => void said.push(`run ${job}`),
      say: (text) => void said.push(text),
      fail: (problem) => void said.push(`failed ${problem.code}`),
    },
  );
  return said;
}

describe('what became of a form', () => {
  const { problem } = new SyncError('forbidden', 'Only an operator may.');

  it.each<[string, Arrival['reply'], string[]]>([
    ['the run that it started', { ok: true, value: { job: 'R-1', reason: null } }, ['run R-1']],
    [
      'why it started none',
      { ok: true, value: { job: null, reason: 'Automatic sync is off' } },
      ['The site has saved it. Okta was not changed. Automatic sync is off.'],
    ],
    ['nothing where there is nothing to tell', { ok: true, value: { job: null, reason: null } }, []],
    ['why the agent refused it', { ok: false, problem, condition: null }, ['failed forbidden']],
    [
      'that the agent is not there',
      { ok: false, problem, condition: 'off' },
      ['The site has saved it. Okta was not changed. The Rollcall agent is not running on this computer.'],
    ],
  ])('is %s', (_, reply, expected) => {
    expect(shown(reply)).toEqual(expected);
  });
});
