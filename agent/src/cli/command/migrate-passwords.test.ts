import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SyncError } from '@rollcall/shared';

import { temporaryHome } from '../../store/fixture.ts';
import { runFake, sampleConnection, sampleItem, sampleJob, samplePlan, sampleResult } from '../fixture.ts';
import type { FakeAgent, FakeAnswers } from '../fixture.ts';

const hash = '$2y$10$abcdefghijklmnopqrstuu5Lkr7mRkzLq0oWZ8n1p2q3r4s5t6u7v';
const brake = { code: 'brake', text: '12 users would be created in Okta, the limit for one run is 3.' };

let folder: Awaited<ReturnType<typeof temporaryHome>>;
beforeEach(async () => {
  folder = await temporaryHome();
});
afterEach(() => folder.remove());

async function fileOf(...lines: string[]): Promise<string> {
  const file = path.join(folder.home, 'hashes.csv');
  await writeFile(file, ['login,hash', ...lines].join('\n'));
  return file;
}

const plan = samplePlan([sampleItem(1, { secret: 'imported' })], { brake, counts: { create: 1 } });
const answers: FakeAnswers = {
  connections: () => ({ connections: [sampleConnection()] }),
  keepHashes: () => ({ slot: 'hashes-1' }),
  planHashes: () => ({ job: 'R-0001' }),
  applyHashes: () => ({ job: 'R-0002' }),
  dropHashes: () => ({}),
  plan: () => plan,
  job: ({ params }) =>
    sampleJob({ id: params['id'] ?? '', results: params['id'] === 'R-0002' ? [sampleResult(1)] : [] }),
};
const called = ({ calls }: FakeAgent) => calls.map(({ name }) => name).filter((name) => name.endsWith('Hashes'));

test('a person is shown the plan and asked; a yes applies exactly it and approves what a limit holds', async () => {
  const file = await fileOf(`user1,${hash}`);
  const run = await runFake(['migrate-passwords', file], { answers, interactive: true, typed: ['y'] });
  expect(run.exit).toBe(0);
  expect(run.out).toContain('With the password that the site keeps as a hash.');
  expect(run.out).toContain('1 change done.');
  const apply = run.agent.calls.find(({ name }) => name === 'applyHashes');
  expect(apply?.call).toMatchObject({
    params: { id: 'c1', slot: 'hashes-1' },
    body: { plan: 'P-0001', digest: 'digest-1', approve: true },
  });
  expect(called(run.agent)).toEqual(['keepHashes', 'planHashes', 'applyHashes', 'dropHashes']);
});

test('a no writes nothing, and the hashes are forgotten', async () => {
  const file = await fileOf(`user1,${hash}`);
  const run = await runFake(['migrate-passwords', file], { answers, interactive: true, typed: ['n'] });
  expect(run.out).toContain('Nothing was written.');
  expect(called(run.agent)).toEqual(['keepHashes', 'planHashes', 'dropHashes']);
});

test('hashes are forgotten when the plan fails, too', async () => {
  const file = await fileOf(`user1,${hash}`);
  const fails = () => {
    throw new SyncError('locked', 'Another run is going on.');
  };
  const run = await runFake(['migrate-passwords', file, '--yes'], { answers: { ...answers, planHashes: fails } });
  expect(run.exit).toBe(5);
  expect(called(run.agent)).toEqual(['keepHashes', 'planHashes', 'dropHashes']);
});

test('a long file goes in parts', async () => {
  const lines = Array.from({ length: 1201 }, (_each, index) => `user${index},${hash}`);
  const run = await runFake(['migrate-passwords', await fileOf(...lines), '--json'], { answers });
  const parts = run.agent.calls.filter(({ name }) => name === 'keepHashes').map(({ call }) => call.body);
  expect(parts).toMatchObject([{ slot: null }, { slot: 'hashes-1' }, { slot: 'hashes-1' }]);
  expect(run.exit).toBe(3);
});

test('a file without a usable hash sends nothing, and tells each line', async () => {
  const file = await fileOf('ann,$S$Eabcdefgh', 'bob,');
  const run = await runFake(['migrate-passwords', file, '--json'], { answers });
  expect(run.exit).toBe(4);
  expect(run.json).toMatchObject({
    items: [],
    unusable: [
      { line: 2, user: 'ann' },
      { line: 3, user: 'bob' },
    ],
  });
  expect(called(run.agent)).toEqual([]);
});
