import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPoller } from '../agent/src/trigger/poll.ts';
import type { Poller } from '../agent/src/trigger/poll.ts';
import { startPractice } from './practice/practice.ts';
import type { Practice } from './practice/practice.ts';

/** The automatic method on practice site and practice org: what happens on the site arrives in Okta by the next look. */

let home: string;
let practice: Practice;
let poller: Poller;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'rollcall-automatic-'));
  practice = await startPractice({ home, ports: { agent: 0 } });
  const { agent, call, connection } = practice;
  const automatic = { on: true, operations: ['read', 'create', 'update', 'deactivate'] as const };
  const methods = { ...connection.methods, automatic: { ...automatic, operations: [...automatic.operations] } };
  await call('changeConnection', { id: connection.id }, { methods });
  const { store, engine } = agent.services;
  poller = createPoller({
    store,
    engine,
    report: (problem) => {
      throw new Error(problem.detail);
    },
  });
  await poller.look();
});
afterAll(async () => {
  await practice.close();
  await rm(home, { recursive: true, force: true });
});

/** The user as the practice org itself answers. */
async function oktaUser(login: string): Promise<{ status: string; profile: Record<string, unknown> } | null> {
  const { url, token } = practice.org;
  const answer = await fetch(`${url}/api/v1/users/${encodeURIComponent(login)}`, {
    headers: { authorization: `SSWS ${token}` },
  });
  return answer.ok ? ((await answer.json()) as { status: string; profile: Record<string, unknown> }) : null;
}

describe('automatic sync', () => {
  const mail = 'rosa.new@harbor.example';

  it('creates who registers or is added by other code (D23, D24, D27, M22, M23)', async () => {
    const { site } = practice.cms.cms;
    site.insert(site.draft(Date.now(), { name: 'rosa.new', mail, status: true }));
    await poller.look();
    expect(await oktaUser(mail)).toMatchObject({ status: 'STAGED', profile: { email: mail } });
  });

  it('deactivates who is blocked (M28) and says who did it', async () => {
    const { site } = practice.cms.cms;
    const user = site.userByName('rosa.new');
    if (!user) throw new Error('the user is gone');
    // The site's clock of changes has whole seconds.
    site.save(user, { status: false }, { now: Date.now() + 1000 });
    await poller.look();
    expect(await oktaUser(mail)).toMatchObject({ status: 'DEPROVISIONED' });
    const { entries } = await practice.call('activity');
    expect(entries.find((entry) => entry.type === 'deactivate')).toMatchObject({
      outcome: 'done',
      trigger: 'event',
      by: { kind: 'system' },
    });
  });
});
