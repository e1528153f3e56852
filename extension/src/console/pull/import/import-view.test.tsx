import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { ImportAnswer } from '@rollcall/shared/api-pull';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { answerRoutes } from '../../../testing/agent-answers.ts';
import { connectionAnswerOf } from '../../../testing/connection.ts';
import { oktaSideOf, pullSettingsOf } from '../../../testing/pull.ts';
import type { PageProps } from '../../page.ts';
import { PullPage } from '../pull-page.tsx';

const blank = connectionAnswerOf({ okta: oktaSideOf() });
const ready = { ...blank, pull: pullSettingsOf() };
const lines: ImportAnswer['lines'] = [
  { file: 'user-sync-config.yml', line: 3, key: 'adobe_users', is: 'mapped', why: 'To the site.' },
  { file: 'user-sync-config.yml', line: 9, key: 'logging', is: 'ignored', why: 'Rollcall keeps its own log.' },
  { file: 'connector-okta.yml', line: 2, key: 'host', is: 'used', why: 'The org.' },
];
const good: ImportAnswer = { settings: pullSettingsOf(), lines, problems: [] };

async function show(connection: ConnectionAnswer = blank, role: PageProps['role'] = 'owner'): Promise<void> {
  const query = new URLSearchParams();
  const props = { connection, rest: ['import'], query, role, onChanged: () => undefined };
  await act(() => render(<PullPage {...props} />, document.body));
  await settle();
}
async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) await act(() => new Promise((resolve) => setTimeout(resolve)));
}
const text = () => document.body.textContent ?? '';
const named = (name: string) => [...document.querySelectorAll('button')].find((each) => each.textContent === name);
const press = async (name: string): Promise<void> => {
  await act(() => named(name)?.click());
  await settle();
};
const choose = async (...names: string[]): Promise<void> => {
  const input = document.querySelector<HTMLInputElement>('input[multiple]');
  const files = names.map((name) => {
    const file = new File([`about: ${name}`], name);
    return Object.defineProperty(file, 'webkitRelativePath', { value: '' });
  });
  if (input) Object.defineProperty(input, 'files', { value: files, configurable: true });
  await act(() => void input?.dispatchEvent(new Event('change', { bubbles: true })));
  await settle();
};
const rows = () => [...document.querySelectorAll('tbody tr')].map((row) => row.textContent);

beforeEach(() => {
  render(null, document.body);
  location.hash = '';
});

describe('an import', () => {
  it('sends the files, tells what becomes of each key, and saves only when asked', async () => {
    const agent = answerRoutes({ importPull: good, changeConnection: ready });
    await show();
    await choose('user-sync-config.yml', 'connector-okta.yml', 'readme.txt');
    expect(agent.to('importPull')[0]?.body).toEqual({
      files: ['user-sync-config.yml', 'connector-okta.yml'].map((name) => ({ name, text: `about: ${name}` })),
    });
    expect(rows()[1]).toBe('logginguser-sync-config.yml, line 9IgnoredRollcall keeps its own log.');
    await press('Ignored1');
    expect(rows()).toHaveLength(1);
    expect(agent.to('changeConnection')).toEqual([]);
    await press('Save as settings');
    expect(agent.to('changeConnection')[0]?.body).toEqual({ pull: pullSettingsOf() });
    expect(text()).toContain('Nothing was pulled.');
  });

  it('with problems names file, line and next step, and offers nothing to save', async () => {
    const problems = [{ file: 'connector-okta.yml', line: 4, text: 'The filter is no Python.', next: 'Correct it.' }];
    answerRoutes({ importPull: { settings: null, lines, problems } });
    await show();
    await choose('user-sync-config.yml');
    expect(document.querySelector('[role=alert]')?.textContent).toBe(
      'connector-okta.yml, line 4: The filter is no Python. Correct it.',
    );
    expect(named('Save as settings')).toBeUndefined();
  });

  it('in place of settings that are there asks first', async () => {
    const agent = answerRoutes({ importPull: good, changeConnection: ready });
    await show(ready);
    await choose('user-sync-config.yml');
    await press('Save as settings…');
    expect(agent.to('changeConnection')).toEqual([]);
    await press('Replace the settings');
    expect(agent.to('changeConnection')).toHaveLength(1);
  });

  it('with roles of another site asks which connection that is', async () => {
    const settings = pullSettingsOf({ groups: [{ group: 'Press', roles: [{ target: 'press', role: 'Editor' }] }] });
    const connections = [blank, { ...blank, id: 'c2', name: 'Press site' }];
    const agent = answerRoutes({
      importPull: { ...good, settings },
      changeConnection: ready,
      connections: { connections },
    });
    await show();
    await choose('user-sync-config.yml');
    expect(named('Save as settings')?.title).toBe('Choose the connection of each nickname first.');
    const select = document.querySelector('select');
    await act(() => {
      if (select) select.value = 'c2';
      select?.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await press('Save as settings');
    const targets = [{ name: 'press', connection: 'c2' }];
    expect(agent.to('changeConnection')[0]?.body).toEqual({ pull: { ...settings, targets } });
  });

  it('without a YAML file says so, and asks nothing', async () => {
    const agent = answerRoutes({ importPull: good });
    await show();
    await choose('readme.txt');
    expect(text()).toContain('No YAML file was chosen.');
    expect(agent.to('importPull')).toEqual([]);
  });

  it('is for owners', async () => {
    answerRoutes({});
    await show(blank, 'operator');
    expect(document.querySelector<HTMLFieldSetElement>('.drop fieldset')?.disabled).toBe(true);
    expect(text()).toContain('paired as operator');
  });
});

it('an export downloads each file', async () => {
  const files = ['user-sync-config.yml', 'connector-okta.yml'].map((name) => ({ name, text: name }));
  answerRoutes({ exportPull: { files } });
  const saved: string[] = [];
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(this.download);
  });
  await show(ready);
  await press('Download the files');
  click.mockRestore();
  expect(saved).toEqual(['user-sync-config.yml', 'connector-okta.yml']);
});
