import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { SchemaAnswer } from '@rollcall/shared/api-setting';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';

import { answerRoutes, problemOf } from '../../../testing/agent-answers.ts';
import { connectionAnswerOf } from '../../../testing/connection.ts';
import { oktaSideOf, pullSettingsOf } from '../../../testing/pull.ts';
import type { PageProps } from '../../page.ts';
import { PullPage } from '../pull-page.tsx';

const schema: SchemaAnswer = {
  cms: [],
  okta: [],
  derived: [],
  roles: [
    { id: 'author', name: 'Author', privileged: false },
    { id: 'admin', name: 'Administrator', privileged: true },
  ],
  groups: ['Writers', 'ACL-Press', 'ACL-Sales'].map((name) => ({
    id: `00g${name}`,
    name,
    privileged: null,
    writable: true,
  })),
  problems: [],
};
const blank = connectionAnswerOf({ okta: oktaSideOf() });
const ready = { ...blank, pull: pullSettingsOf() };

async function show(connection: ConnectionAnswer = ready, role: PageProps['role'] = 'owner'): Promise<void> {
  const query = new URLSearchParams();
  const props = { connection, rest: ['settings'], query, role, onChanged: () => undefined };
  await act(() => render(<PullPage {...props} />, document.body));
  await settle();
}
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await act(() => new Promise((resolve) => setTimeout(resolve)));
}
const text = () => document.body.textContent ?? '';
const named = (name: string) =>
  [...document.querySelectorAll('button')].find(
    (each) => (each.getAttribute('aria-label') ?? each.textContent) === name,
  );
const press = async (name: string): Promise<void> => {
  await act(() => named(name)?.click());
  await settle();
};
const field = (name: string) => {
  const own = document.querySelector(`[aria-label="${name}"]`);
  const label = [...document.querySelectorAll('label')].find((each) => each.textContent === name);
  const found = own ?? document.getElementById(label?.htmlFor ?? '');
  if (found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement || found instanceof HTMLSelectElement)
    return found;
  throw new Error(`there is no field ${name}`);
};
const type = async (name: string, value: string): Promise<void> => {
  await act(() => {
    const found = field(name);
    found.value = value;
    found.dispatchEvent(new Event(found instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }));
  });
  await settle();
};

beforeEach(() => {
  render(null, document.body);
  location.hash = '';
});

describe('settings that begin by hand', () => {
  it('are saved whole with the first group and its role', async () => {
    const agent = answerRoutes({ schema, changeConnection: ready });
    await show(blank);
    expect(named('Save')?.title).toBe('Nothing was changed.');
    await press('Add group');
    expect(document.activeElement).toBe(field('Okta group'));
    expect(named('Save')?.title).toBe('Correct the marked fields first.');
    await type('Okta group', 'Writers');
    await press('Add role');
    expect(document.activeElement).toBe(field('Roles, line 1'));
    await type('Roles, line 1', 'Author');
    await press('Save');
    const { groups, okta } = pullSettingsOf();
    expect(agent.to('changeConnection')[0]?.body).toMatchObject({ pull: { groups, okta, targets: [] } });
  });

  it('need an org to pull from', async () => {
    answerRoutes({});
    await show(connectionAnswerOf());
    expect(text()).toContain('This connection has no Okta org.');
    expect(named('Save')).toBeUndefined();
  });
});

describe('groups and roles', () => {
  it('are marked where the org or the site has no such name, or the role gives power', async () => {
    answerRoutes({ schema });
    const roles = ['Gone', 'Administrator', 'Author'].map((role) => ({ target: null, role }));
    const other = [{ target: 'press', role: 'Author' }];
    await show({
      ...ready,
      pull: pullSettingsOf({
        groups: [
          { group: 'Nobody', roles },
          { group: 'Writers', roles: other },
        ],
      }),
    });
    const rows = [...document.querySelectorAll('tbody tr')].map((row) => row.textContent);
    expect(rows[0]).toContain('The org has no such group');
    expect(rows[0]).toMatch(/Gone The site has no such role.*Administrator It gives power.*Author/);
    expect(rows[1]).toContain('press::Author No site under “Other sites” has this nickname.');
  });

  it('by pattern show what they become while one types', async () => {
    answerRoutes({ schema });
    await show();
    await press('Add pattern');
    await type('Pattern', 'ACL-(.*)');
    await type('Role', 'Desk \\1');
    expect(text()).toMatch(/2 groups of the org fit.ACL-Press → Desk PressACL-Sales → Desk Sales/);
    await type('Pattern', '(a+)+');
    expect(text()).toContain('This is no pattern');
    expect(named('Save')?.getAttribute('aria-disabled')).toBe('true');
  });
});

describe('rules', () => {
  const rules = ['first', 'second'].map((when) => ({ when, set: {}, addRoles: [], removeRoles: [] }));

  it('are made, and moved up and down', async () => {
    const agent = answerRoutes({ schema, changeConnection: ready });
    await show({ ...ready, pull: pullSettingsOf({ rules }) });
    await press('Move Rule 2 up');
    await press('Edit Rule 1');
    await press('Set a value');
    await type('Template', '${displayName}');
    await press('Save');
    const [first] = rules;
    expect(agent.to('changeConnection')[0]?.body).toMatchObject({
      pull: { rules: [{ when: 'second', set: { email: '${displayName}' } }, first] },
    });
  });
});

describe('a save', () => {
  it('that the agent refuses says so at the field', async () => {
    answerRoutes({ schema });
    const detail = 'There is no “statsu”.';
    const problem = problemOf({ code: 'invalid', field: 'pull.attributes.lastName', detail });
    const answer = fakeBrowser.runtime.sendMessage;
    Object.assign(fakeBrowser.runtime, {
      sendMessage: (message: { input: { route: string } }) =>
        message.input.route === 'changeConnection'
          ? Promise.resolve({ ok: false, problem, condition: null })
          : answer(message),
    });
    await show();
    await type('Last name', '${statsu}');
    await press('Save');
    const wrong = field('Last name').getAttribute('aria-describedby') ?? '';
    expect(document.getElementById(wrong.split(' ').at(-1) ?? '')?.textContent).toBe(detail);
  });

  it('keeps an action for each reason, and the limit', async () => {
    const agent = answerRoutes({ schema, changeConnection: ready });
    await show();
    await type('Deleted in Okta', 'block');
    await type('At most so many of them', '5');
    await type('Only these count as gone', 'ann@harbor.example\nbo');
    await press('Save');
    expect(agent.to('changeConnection')[0]?.body).toMatchObject({
      pull: {
        byReason: { gone: 'block', leftGroups: null, deactivated: null },
        limits: { maxTargetOnly: { percent: 5 } },
        defaults: { targetOnlyUsers: ['ann@harbor.example', 'bo'] },
      },
    });
  });

  it('does not silently take back what another browser has saved meanwhile', async () => {
    const other = pullSettingsOf({ defaults: { ...ready.pull.defaults, testMode: true } });
    let present: ConnectionAnswer = ready;
    const agent = answerRoutes({ schema, connection: () => present, changeConnection: ready });
    await show();
    await type('Last name', '${displayName}');
    present = { ...ready, pull: other };
    await press('Save');
    expect(agent.to('changeConnection')).toEqual([]);
    expect(document.querySelector('[role=alert]')?.textContent).toContain('saved elsewhere meanwhile');
    await press('Save');
    expect(agent.to('changeConnection')).toHaveLength(1);
  });

  it('is not for who is no owner', async () => {
    answerRoutes({ schema });
    await show(ready, 'operator');
    expect(text()).toContain('paired as operator');
    expect(named('Take the pull settings away…')?.getAttribute('aria-disabled')).toBe('true');
  });
});

it('taking the settings away asks first', async () => {
  const agent = answerRoutes({ schema, changeConnection: blank });
  await show();
  await press('Take the pull settings away…');
  expect(agent.to('changeConnection')).toEqual([]);
  await press('Take away');
  expect(agent.to('changeConnection')[0]?.body).toEqual({ pull: null });
  expect(location.hash).toBe('#/c1/pull');
});
