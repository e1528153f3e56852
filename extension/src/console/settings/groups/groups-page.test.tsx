import type { PushedAnswer, PushedGroupAnswer, PushedPreview } from '@rollcall/shared/api-pushed';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';

import { answerRoutes, problemOf } from '../../../testing/agent-answers.ts';
import { connectionAnswerOf } from '../../../testing/connection.ts';
import type { PageProps } from '../../page.ts';
import { GroupsPage } from './groups-page.tsx';

const at = '2026-01-15T10:00:00.000Z';
const reviewer = { id: 'reviewer', name: 'Reviewer', privileged: false };
const administrator = { id: 'administrator', name: 'Administrator', privileged: true };

function groupOf(change: Partial<PushedGroupAnswer> = {}): PushedGroupAnswer {
  return {
    id: 'g1',
    name: 'Sales EMEA',
    externalId: null,
    members: 96,
    role: null,
    madeRole: false,
    privileged: false,
    namedPrivileged: false,
    settled: 0,
    open: 0,
    state: 'noRole',
    plan: null,
    problem: null,
    created: at,
    modified: at,
    ...change,
  };
}
const pushedOf = (...groups: PushedGroupAnswer[]): PushedAnswer => ({ groups, roles: [reviewer, administrator] });
const previewOf = (role: PushedPreview['role']): PushedPreview => ({
  role,
  gain: [{ id: 'u1', label: 'Ann Lee', handle: '2' }],
  have: [],
  extra: [{ id: 'u3', label: 'Bo Ek', handle: '3' }],
  lose: [],
  counts: { gain: 71, have: 0, extra: 1, lose: 0 },
});

async function show(role: PageProps['role'] = 'owner'): Promise<void> {
  const query = new URLSearchParams();
  const props = { connection: connectionAnswerOf(), rest: [], query, role, onChanged: () => undefined };
  await act(() => render(<GroupsPage {...props} />, document.body));
  await settle();
}
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await act(() => new Promise((resolve) => setTimeout(resolve)));
}
const text = () => document.body.textContent ?? '';
const named = (name: string | RegExp) =>
  [...document.querySelectorAll('button')].find((each) => {
    const own = each.getAttribute('aria-label') ?? each.textContent ?? '';
    return typeof name === 'string' ? own === name : name.test(own);
  });
const press = async (name: string | RegExp): Promise<void> => {
  await act(() => named(name)?.click());
  await settle();
};
const choose = async (role: string): Promise<void> => {
  const select = document.querySelector('select');
  await act(() => {
    if (select) select.value = role;
    select?.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await settle();
};

beforeEach(() => {
  render(null, document.body);
});

describe('a pushed group', () => {
  it('is given a role only after the look at who gains and loses', async () => {
    const agent = answerRoutes({
      pushed: pushedOf(groupOf()),
      previewPushed: previewOf(reviewer),
      changePushed: groupOf(),
    });
    await show();
    await choose('reviewer');
    expect(agent.to('changePushed')).toEqual([]);
    expect(text()).toContain('Preview: Sales EMEA as Reviewer');
    expect(text()).toContain('1 person would keep a role that the group doesn’t give.');
    expect(text()).toContain('and 70 more');
    await press(/^Save the pair: 71 gain, 0 lose/);
    expect(agent.to('changePushed')[0]?.body).toEqual({ role: 'reviewer', namedPrivileged: false });
  });

  it('gets a powerful role only when that is named by a tick', async () => {
    const agent = answerRoutes({
      pushed: pushedOf(groupOf()),
      previewPushed: previewOf(administrator),
      changePushed: groupOf(),
    });
    await show();
    await choose('administrator');
    await press(/^Save the pair/);
    expect(agent.to('changePushed')).toEqual([]);
    await act(() => document.querySelector<HTMLInputElement>('section[aria-labelledby=preview] input')?.click());
    await settle();
    await press(/^Save the pair/);
    expect(agent.to('changePushed')[0]?.body).toEqual({ role: 'administrator', namedPrivileged: true });
  });

  it('without a role because of its power says so, and leads to the look', async () => {
    const problem = problemOf({ code: 'privileged_group', detail: 'The role Administrator gives power.' });
    const agent = answerRoutes({
      pushed: pushedOf(groupOf({ name: 'Administrator', problem })),
      previewPushed: previewOf(administrator),
    });
    await show();
    expect(text()).toContain('Privileged');
    await press(/^Why\?/);
    expect(document.querySelector('dialog')?.textContent).toContain('The role Administrator gives power.');
    await press('Preview it all the same');
    expect(agent.to('previewPushed')[0]?.body).toEqual({ role: 'administrator' });
  });

  it('tells how far its roles are, what it is stuck at, and which plan waits', async () => {
    const held = groupOf({ id: 'g3', name: 'Held', role: reviewer, state: 'held', plan: 'P-0007' });
    const stuck = groupOf({ id: 'g2', name: 'Stuck one', role: reviewer, state: 'stuck', problem: problemOf({}) });
    const working = groupOf({ role: reviewer, state: 'working', settled: 212, open: 28 });
    answerRoutes({ pushed: pushedOf(working, stuck, held) });
    await show();
    expect(text()).toContain('212 of 240 roles set');
    expect(text()).toContain('The agent knows no such thing.');
    expect(document.querySelector('a[href="#/c1/run/P-0007"]')?.textContent).toBe('Review');
  });

  it('loses its role only after a second word', async () => {
    const agent = answerRoutes({
      pushed: pushedOf(groupOf({ role: reviewer, state: 'agrees' })),
      changePushed: groupOf(),
    });
    await show();
    await choose('');
    expect(document.querySelector('dialog')?.textContent).toContain('96 members of the group lose the role');
    await press('Take the role away');
    expect(agent.to('changePushed')[0]?.body).toEqual({ role: null });
  });

  it('can be looked at by everybody and changed by an owner', async () => {
    answerRoutes({
      pushed: pushedOf(groupOf({ role: reviewer, state: 'agrees' })),
      previewPushed: previewOf(reviewer),
    });
    await show('viewer');
    expect(document.querySelector('select')).toBeNull();
    await press('Preview Sales EMEA');
    expect(text()).toContain('would gain the role');
    expect(named(/^Save the pair/)).toBeUndefined();
  });
});

it('says why pushed groups can’t be read, and still shows pairs', async () => {
  answerRoutes({});
  await show();
  expect(text()).toContain('Not found.');
  expect(named('Try again')).toBeDefined();
});
