import { expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { PlanItemAnswer } from '@rollcall/shared/api-run';

import { runFake, sampleAside, sampleItem, sampleJob, samplePlan, sampleResult } from '../fixture.ts';
import { counts, pullAnswers } from './pull.fixture.ts';

const onSite = (seq: number, login: string) => ({
  ...sampleItem(seq, { side: 'cms' }).subject,
  cms: { directory: 'drupal', id: `uuid-${login}` },
  label: login,
});
const item = (seq: number, login: string, change: Partial<PlanItemAnswer>) =>
  sampleItem(seq, { side: 'cms', subject: onSite(seq, login), ...change });
const role = (name: string) => ({ group: name });

const items = [
  sampleItem(1, { side: 'cms', action: 'create', subject: { ...onSite(1, 'Ann@harbor.example') } }),
  item(2, 'Ann@harbor.example', {
    action: 'grantGroup',
    subject: { ...onSite(2, 'Ann@harbor.example'), ...role('author') },
  }),
  item(3, 'bo', { action: 'update', before: { mail: 'b@x.example' }, after: { mail: 'bo@harbor.example' } }),
  item(4, 'bo', { action: 'revokeGroup', subject: { ...onSite(4, 'bo'), ...role('member') } }),
  item(5, 'cy', { action: 'deactivate', before: { state: 'active' }, after: { state: 'deactivated' } }),
  item(6, 'di', { action: 'delete', before: { state: 'active' }, after: null }),
  item(7, 'ed', { action: 'revokeGroup', subject: { ...onSite(7, 'ed'), ...role('member') } }),
  item(8, 'flo', {
    action: 'update',
    verdict: { is: 'hold', code: 'needs_approval', text: 'A person decides.' },
  }),
  item(9, 'gus', { action: 'link' }),
];
const plan = { ...samplePlan(items), asides: [sampleAside('Hal', { text: 'Nobody can tell.' })] };
const last = {
  ...counts,
  notes: ['Users who are named are read every time.'],
  targetOnlyChanged: ['uuid-cy', 'uuid-di', 'uuid-ed'],
};
const results = items
  .filter(({ verdict }) => verdict.is === 'allow')
  .map(({ id, seq }) =>
    seq === 5
      ? sampleResult(seq, {
          item: id,
          outcome: 'failed',
          problem: new SyncError('unreachable', 'The site did not answer.').problem,
        })
      : sampleResult(seq, { item: id }),
  );

const answers = () => ({
  ...pullAnswers(),
  job: () => sampleJob({ id: 'R-0001', results, failed: 1 }),
  plan: () => plan,
  lastPull: () => ({ last }),
});

it('tells what a pull did in lines of the tool’s log, in its words and form', async () => {
  const { exit, out } = await runFake(['pull', '--yes', '--log-style', 'adobe', '--target-only-user-action', 'block'], {
    answers: answers(),
  });
  expect(exit).toBe(4);
  const lines = out.trimEnd().split('\n');
  for (const line of lines)
    expect(line).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \d+ (INFO|WARNING|ERROR) (main|processor) - /);
  const told = lines.map((line) => line.replace(/^\S+ \S+ \d+ /, ''));
  expect(told.slice(0, 19)).toEqual([
    expect.stringMatching(/^INFO main - ={10} Start Run \(Rollcall version: [\d.]+\) ={10}$/),
    'INFO processor - ---------- Start Load from Directory -----------------------',
    'INFO processor - ---------- End Load from Directory (Total time: 0:00:00) ---',
    'INFO processor - ---------- Start Sync Target -------------------------------',
    'WARNING processor - Users who are named are read every time.',
    'WARNING processor - Skipped user: hal: Nobody can tell.',
    'INFO processor - Queuing new user with user key: ann@harbor.example',
    "INFO processor - Managing groups for user key: ann@harbor.example added: {'author'} removed: {}",
    "INFO processor - Updating info for user key: bo changes: {'mail': 'bo@harbor.example'}",
    "INFO processor - Managing groups for user key: bo added: {} removed: {'member'}",
    'INFO processor - Removing Adobe-only user: cy',
    'ERROR processor - Error for user key: cy The site did not answer.',
    'INFO processor - Deleting Adobe-only user: di',
    'INFO processor - Removing mapped groups from Adobe-only user: ed',
    'WARNING processor - Held back for user key: flo A person decides.',
    expect.stringMatching(/End Sync Target \(Total time: 0:00:00\) ---/),
    expect.stringContaining('Action Summary'),
    expect.stringMatching(/^INFO processor - +Number of directory users read: 7$/),
    expect.stringMatching(/Number of directory users selected for input: 5$/),
  ]);
  expect(told.at(-1)).toMatch(/^INFO main - ={10} End Run \(Total time: 0:00:00\) ={10}$/);
});

it('says in test mode that it is one', async () => {
  const { exit, out } = await runFake(['pull', '-t', '--log-style', 'adobe'], { answers: answers() });
  expect(exit).toBe(0);
  expect(out).toMatch(/INFO main - ={10} Start Run \(Rollcall version: [\d.]+\) \(TEST MODE\) ={10}\n/);
  expect(out).toContain('Action Summary (TEST MODE)');
});

it('tells what held a run as critical, and the exit code says it too', async () => {
  const brake = { code: 'brake' as const, text: 'Too many users are only on the site.' };
  const held = { ...plan, plan: { ...plan.plan, brake } };
  const { exit, out } = await runFake(['pull', '--yes', '--log-style', 'adobe'], {
    answers: {
      ...answers(),
      plan: () => held,
      job: () => sampleJob({ id: 'R-0001', state: 'waiting', error: new SyncError('brake', brake.text).problem }),
    },
  });
  expect(exit).toBe(3);
  expect(out).not.toContain('Queuing new user');
  expect(out).toMatch(/ CRITICAL main - Too many users are only on the site\. Look at it, then approve it with /);
});
