import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAgent } from '../agent/src/main.ts';
import type { StartedAgent } from '../agent/src/main.ts';
import { openPracticeDrupal, openRealDrupal } from './contract/drupal-site.ts';
import type { DrupalSite } from './contract/drupal-site.ts';
import { callerOf, finished, siteOf } from './practice/practice.ts';
import type { Call } from './practice/practice.ts';
import { startPracticeOrg } from './practice-org/start.ts';

/** Passwords of a site that Okta takes over at the first sign-in, by its import hook and the agent. */

const real = await openRealDrupal(process.env);
if (typeof real === 'string') console.warn(`e2e/password-hook.test.ts runs on the practice site only: ${real}.`);
const sites: [string, () => Promise<DrupalSite>][] = [['the practice site', openPracticeDrupal]];
if (typeof real !== 'string') sites.push(['a real Drupal', async () => real]);

describe.each(sites)('passwords of %s', (_which, open) => {
  const name = `left hook ${Date.now().toString(36)}`;
  const mail = `${name.replaceAll(' ', '.')}@harbor.example`;
  const password = 'Tall-Ship-77';
  let home: string;
  let site: DrupalSite;
  let org: Awaited<ReturnType<typeof startPracticeOrg>>;
  let agent: StartedAgent;
  let call: Call;
  let id: string;
  let user: string;

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'rollcall-password-hook-'));
    site = await open();
    org = await startPracticeOrg({ port: 0 });
    agent = await startAgent({ home, port: 0, keyring: 'off' });
    call = callerOf(agent);
    ({ id } = await call('addConnection', {}, { colour: 'test', password: 'hook', newInOkta: 'active' }));
    const sign = { user: site.user, password: site.password };
    await call('connectSide', { id, side: 'cms' }, { kind: 'drupal', url: site.url, auth: 'session', values: sign });
    const token = { token: org.token };
    await call('connectSide', { id, side: 'okta' }, { kind: 'okta', url: org.url, auth: 'token', values: token });
    expect(await call('test', { id }, {})).toMatchObject({ ok: true });
    await call('changeConnection', { id }, { mode: 'live' });
    user = (await (await siteOf(agent, id)).create({ attributes: { name, mail }, state: 'active', password })).ref.id;
    await agent.services.listener.serve({ port: 0 });
    const { url, header, secret } = await call('newPasswordHook', { id });
    const hook = { method: 'PUT', headers: { 'content-type': 'application/json' } };
    await fetch(`${org.url}/practice/password-hook`, { ...hook, body: JSON.stringify({ url, header, secret }) });
  });
  afterAll(async () => {
    await (await siteOf(agent, id)).remove?.(user);
    await agent.close();
    await org.close();
    await site.close();
    await rm(home, { recursive: true, force: true });
  });
  async function signIn(typed: string): Promise<number> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ username: mail, password: typed });
    return (await fetch(`${org.url}/api/v1/authn`, { method: 'POST', headers, body })).status;
  }
  const signIns = async () =>
    (await call('activity')).entries.filter(({ type }) => type === 'signIn').map(({ outcome }) => outcome);

  it('work in Okta from the first sign-in on, and the site is asked no more', async () => {
    const scope = { kind: 'accounts' as const, side: 'cms' as const, ids: [user] };
    const { job } = await call('run', {}, { connection: id, scope, mode: 'apply' });
    expect(await finished(call, job)).toMatchObject({ state: 'done', done: 1 });
    const found = await fetch(`${org.url}/api/v1/users/${encodeURIComponent(mail)}`, {
      headers: { authorization: `SSWS ${org.token}` },
    });
    expect(await found.json()).toMatchObject({ status: 'ACTIVE', credentials: { password: {} } });
    expect(await signIn('Tall-Ship-78')).toBe(401);
    expect(await signIn(password)).toBe(200);
    expect(await signIns()).toEqual(['done', 'refused']);
    expect(await signIn(password)).toBe(200);
    expect(await signIn('Tall-Ship-78')).toBe(401);
    expect(await signIns()).toEqual(['done', 'refused']);
  });
});
