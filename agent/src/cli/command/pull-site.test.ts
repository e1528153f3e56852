import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { ConnectionAnswer } from '@rollcall/shared/api';

import { readConfig } from '../../pull/config/read-config.ts';
import { folderSource } from '../../pull/config/folder-source.ts';
import { temporaryHome } from '../../store/fixture.ts';
import { runFake, sampleConnection, sampleJob, samplePlan } from '../fixture.ts';
import { counts, pullAnswers, startedWith } from './pull.fixture.ts';

let folder: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ home: folder, remove } = await temporaryHome());
});
afterEach(() => remove());

describe('settings from files for one run (-c)', () => {
  const okta = { ...sampleConnection().okta, url: 'https://harbor.okta.example' } as ConnectionAnswer['okta'];
  const main = () => path.join(folder, 'mine.yml');
  beforeEach(async () => {
    await writeFile(
      main(),
      'adobe_users: {connectors: {umapi: u.yml}}\ndirectory_users: {connectors: {okta: okta.yml}}\n' +
        'limits: {max_adobe_only_users: 7}\ninvocation_defaults: {users: mapped, adobe_only_user_action: exclude}\n',
    );
    await writeFile(path.join(folder, 'okta.yml'), 'host: harbor.okta.example\napi_token: the-secret-token\n');
  });
  const named = (calls: { name: string }[], name: string) => calls.filter((each) => each.name === name);
  const limit = { limits: { maxTargetOnly: { count: 7 } } };

  it('are planned with and not saved in test mode, and the token goes nowhere', async () => {
    const { exit, out, agent } = await runFake(['pull', '-c', main(), '-t'], { answers: pullAnswers({ okta }) });
    expect([exit, out]).toEqual([0, expect.stringContaining('They were not saved.')]);
    expect(startedWith(agent)).toMatchObject([{ mode: 'plan', settings: limit }]);
    expect(named(agent.calls, 'changeConnection')).toEqual([]);
    expect(JSON.stringify(agent.calls) + out).not.toContain('the-secret-token');
  });

  it('are saved before a pull that is not asked about', async () => {
    const { exit, agent } = await runFake(['pull', '-c', main(), '--yes'], { answers: pullAnswers({ okta }) });
    expect(exit).toBe(0);
    expect(named(agent.calls, 'changeConnection')).toMatchObject([{ call: { body: { pull: limit } } }]);
    expect(startedWith(agent)).toEqual([{ mode: 'apply', options: {} }]);
  });

  it('wait for a yes, after which they are saved and exactly the plan is applied', async () => {
    const answers = { ...pullAnswers({ okta }), applyPlan: () => ({ job: 'R-0001' }) };
    const no = await runFake(['pull', '-c', main()], { answers, interactive: true, typed: ['n'] });
    expect(no.out).toMatch(/The settings of .*mine\.yml are not those of .* A yes saves them first\./);
    expect(named(no.agent.calls, 'changeConnection')).toEqual([]);
    const yes = await runFake(['pull', '-c', main()], { answers, interactive: true, typed: ['y'] });
    expect(yes.agent.calls.map(({ name }) => name).filter((name) => name !== 'job' && name !== 'plan')).toEqual([
      'connections',
      'startPull',
      'changeConnection',
      'applyPlan',
      'lastPull',
    ]);
  });

  it('of a script without a yes are only planned with', async () => {
    const { exit, agent, json } = await runFake(['pull', '-c', main(), '--json'], { answers: pullAnswers({ okta }) });
    expect([exit, json]).toMatchObject([
      3,
      { problem: { code: 'needs_approval', next: expect.stringMatching(/--yes/) } },
    ]);
    expect(startedWith(agent)).toMatchObject([{ mode: 'plan', settings: limit }]);
    expect(named(agent.calls, 'changeConnection')).toEqual([]);
  });

  it('that the connection has already are not saved again', async () => {
    const { settings } = await readConfig(folderSource(folder, { root: 'mine.yml' }));
    const answers = pullAnswers({ okta, pull: settings });
    const { agent } = await runFake(['pull', '-c', main(), '--yes'], { answers });
    expect(named(agent.calls, 'changeConnection')).toEqual([]);
    expect(startedWith(agent)).toEqual([{ mode: 'apply', options: {} }]);
  });

  it('are told not to be saved where nothing was to be changed', async () => {
    const answers = { ...pullAnswers({ okta }), plan: () => samplePlan([]) };
    const { exit, out, agent } = await runFake(['pull', '-c', main()], { answers, interactive: true });
    expect([exit, out]).toEqual([0, expect.stringContaining('They were not saved.')]);
    expect(named(agent.calls, 'changeConnection')).toEqual([]);
  });

  it('for another org, or with a fault, start nothing', async () => {
    const other = await runFake(['pull', '-c', main(), '--yes'], { answers: pullAnswers() });
    expect([other.exit, startedWith(other.agent)]).toEqual([2, []]);
    expect(other.out).toContain('The configuration is for https://harbor.okta.example');
  });
});

describe('several sites', () => {
  const press = sampleConnection({ id: 'c2', name: 'Press' });
  const radio = sampleConnection({ id: 'c3', name: 'Radio' });
  const problem = new SyncError('paused', 'Radio is paused.').problem;
  const answers = () => ({
    ...pullAnswers(),
    connections: () => ({ connections: [sampleConnection(), press, radio] }),
    startPull: () => ({
      job: 'R-0001',
      others: [
        { connection: 'c2', job: 'R-0002', problem: null },
        { connection: 'c3', job: null, problem },
      ],
    }),
    job: ({ params }: { params: Record<string, string> }) => sampleJob({ id: params['id'] ?? '' }),
  });
  const line = ['--connection', 'c1', 'pull', '--yes'];

  it('are told one after the other, and the exit code is that of the first that is not done', async () => {
    const { exit, out } = await runFake(line, { answers: answers() });
    expect(exit).toBe(3);
    expect(out).toMatch(/Action Summary[^]*\nPress\n[^]*Action Summary[^]*\nRadio\n\nRadio is paused\./);
    const { json } = await runFake([...line, '--json'], { answers: answers() });
    expect(json).toMatchObject({
      job: { id: 'R-0001' },
      others: [
        { connection: 'c2', name: 'Press', job: { id: 'R-0002' }, last: { directoryRead: 7 } },
        { connection: 'c3', name: 'Radio', problem: { code: 'paused' } },
      ],
    });
  });

  it('have a file each of who is only there', async () => {
    const file = path.join(folder, 'left.csv');
    await runFake([...line, '--target-only-user-action', 'write-file', file], { answers: answers() });
    for (const name of ['left.csv', 'left-c2.csv'])
      expect(await readFile(path.join(folder, name), 'utf8')).toContain(counts.targetOnlyUsers[0]?.email);
  });
});
