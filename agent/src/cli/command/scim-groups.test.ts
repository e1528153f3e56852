import { expect, test } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { PushedGroupAnswer, PushedPreview } from '@rollcall/shared/api-pushed';

import { noon, runFake, sampleConnection } from '../fixture.ts';
import type { FakeAnswers } from '../fixture.ts';

const at = new Date(noon).toISOString();
const crew: PushedGroupAnswer = {
  id: 'g-1',
  name: 'Dock crew',
  externalId: null,
  members: 12,
  role: { id: 'dock_crew', name: 'Dock crew' },
  madeRole: true,
  privileged: false,
  namedPrivileged: false,
  settled: 12,
  open: 0,
  state: 'agrees',
  plan: null,
  problem: null,
  created: at,
  modified: at,
};
const problem = new SyncError('privileged_group', 'The role Administrator gives power.').problem;
const boss: PushedGroupAnswer = {
  ...crew,
  id: 'g-2',
  name: 'Administrator',
  role: null,
  state: 'noRole',
  open: 3,
  problem,
};
const roles = [
  { id: 'dock_crew', name: 'Dock crew', privileged: false },
  { id: 'editor', name: 'Editor', privileged: false },
  { id: 'editor_2', name: 'editor', privileged: false },
];
const person = (label: string) => ({ id: label, label, handle: null });
const found: PushedPreview = {
  role: { id: 'dock_crew', name: 'Dock crew', privileged: false },
  gain: [person('Ann Ito')],
  have: [person('Ben Ito')],
  extra: [],
  lose: [],
  counts: { gain: 1, have: 1, extra: 0, lose: 0 },
};
const base: FakeAnswers = {
  connections: () => ({ connections: [sampleConnection()] }),
  pushed: () => ({ groups: [crew, boss], roles }),
  previewPushed: () => found,
  changePushed: () => ({ ...boss, role: crew.role, state: 'working' }),
};

test('lists the groups with roles and states, and says why one has none', async () => {
  const { out } = await runFake(['scim', 'groups', 'list'], { answers: base });
  expect(out).toMatch(/Dock crew\s+12\s+Dock crew\s+Agrees/);
  expect(out).toMatch(/Administrator\s+12\s+No role\s+3/);
  expect(out).toContain('Administrator: The role Administrator gives power.');
  const { json } = await runFake(['scim', 'groups', 'list', '--json'], { answers: base });
  expect(json).toEqual({ groups: [crew, boss], roles });
});

test('shows who would gain and who has a role already, and writes nothing', async () => {
  const { out, agent } = await runFake(['scim', 'groups', 'preview', 'administrator', 'dock_crew'], { answers: base });
  expect(out).toContain('1 user would gain Dock crew: Ann Ito');
  expect(out).toContain('1 user have it already: Ben Ito');
  expect(agent.calls.map(({ name }) => name)).not.toContain('changePushed');
});

test('gives a group a role by name or id, and asks for the id where two have the name', async () => {
  const { out, agent } = await runFake(['scim', 'groups', 'map', 'g-2', 'Dock crew', '--yes', '--powerful'], {
    answers: base,
  });
  expect(agent.calls.find(({ name }) => name === 'changePushed')?.call.body).toEqual({
    role: 'dock_crew',
    namedPrivileged: true,
  });
  expect(out).toContain('At work');
  const two = await runFake(['scim', 'groups', 'map', 'g-2', 'Editor', '--yes'], { answers: base });
  expect(two.err).toContain('Give the id: editor or editor_2.');
  const none = await runFake(['scim', 'groups', 'map', 'Dock crew', 'none', '--yes'], { answers: base });
  expect(none.agent.calls.find(({ name }) => name === 'changePushed')?.call.body).toMatchObject({ role: null });
  const unknown = await runFake(['scim', 'groups', 'map', 'Nobody', 'none', '--yes'], { answers: base });
  expect(unknown.err).toContain('There are Dock crew, Administrator.');
});
