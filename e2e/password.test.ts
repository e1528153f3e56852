import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { finished, startPractice } from './practice/practice.ts';
import type { Practice } from './practice/practice.ts';

/** Events of the site's own forms, and the password typed there, on practice site and practice org. */

let home: string;
let practice: Practice;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'rollcall-password-'));
  practice = await startPractice({ home, ports: { agent: 0 } });
  const { call, connection } = practice;
  const operations: ('read' | 'create' | 'update' | 'deactivate')[] = ['read', 'create', 'update', 'deactivate'];
  const methods = { ...connection.methods, automatic: { on: true, operations } };
  await call('changeConnection', { id: connection.id }, { methods, password: 'captured' });
});
afterAll(async () => {
  await practice.close();
  await rm(home, { recursive: true, force: true });
});

const oktaUser = z.object({ id: z.string(), status: z.string(), credentials: z.record(z.string(), z.unknown()) });

async function okta(method: string, place: string, body?: object) {
  const { url, token } = practice.org;
  const headers = { authorization: `SSWS ${token}`, 'content-type': 'application/json' };
  return fetch(`${url}/api/v1${place}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
}
async function userOf(login: string) {
  const answer = await okta('GET', `/users/${encodeURIComponent(login)}`);
  return answer.ok ? oktaUser.parse(await answer.json()) : null;
}
async function signIn(username: string, password: string): Promise<number> {
  return (await okta('POST', '/authn', { username, password })).status;
}
/** What Drupal's form does when an administrator adds somebody. */
function addOnSite(name: string): { uid: string; mail: string } {
  const { site } = practice.cms.cms;
  const mail = `${name}@harbor.example`;
  const user = site.insert(site.draft(Date.now(), { name, mail, status: true }));
  return { uid: String(user.uid), mail };
}
async function created(uid: string, slot: string | null) {
  const site = practice.cms.url;
  const { job } = await practice.call('event', {}, { site, kind: 'created', users: [uid], slot, cmsUser: 'admin' });
  return finished(practice.call, job ?? '');
}

describe('a user added in the site’s form', () => {
  it('is staged in Okta within 5 s and, once activated, signs in with the same password', async () => {
    const { site, password } = { site: practice.cms.url, password: 'Tall-Ship-77' };
    const kept = await practice.call('slot', {}, { site, password, login: 'ines.form' });
    expect(kept).toMatchObject({ broken: [], brokenRules: [] });
    const { uid, mail } = addOnSite('ines.form');
    const seen = Date.now();
    expect(await created(uid, kept.slot)).toMatchObject({ state: 'done', done: 1 });
    expect(Date.now() - seen).toBeLessThan(5000);
    const user = await userOf(mail);
    expect(user).toMatchObject({ status: 'STAGED', credentials: { password: {} } });
    expect(await signIn(mail, password)).toBe(401);
    expect((await okta('POST', `/users/${user?.id}/lifecycle/activate?sendEmail=true`)).status).toBe(200);
    expect(await signIn(mail, password)).toBe(200);
    expect(await signIn(mail, 'Tall-Ship-78')).toBe(401);
  });

  it('is staged without a password when none was kept', async () => {
    const { uid, mail } = addOnSite('otto.bare');
    expect(await created(uid, null)).toMatchObject({ state: 'done', done: 1 });
    const user = await userOf(mail);
    expect(user?.status).toBe('STAGED');
    expect(user?.credentials).not.toHaveProperty('password');
  });

  it('is not created when the password breaks the org’s policy: the rules are named, before and after', async () => {
    const site = practice.cms.url;
    const kept = await practice.call('slot', {}, { site, password: 'short', login: 'weak.form' });
    expect(kept.broken).toEqual(['At least 8 characters.', 'An upper-case letter.', 'A digit.']);
    expect(kept.brokenRules.map((rule) => rule.id)).toEqual(['minLength', 'upper', 'digit']);
    const { uid, mail } = addOnSite('weak.form');
    const job = await created(uid, kept.slot);
    expect(job).toMatchObject({ failed: 1, results: [{ problem: { code: 'password_policy' } }] });
    expect(job.results[0]?.problem?.next).toContain('create without one');
    expect(await userOf(mail)).toBeNull();
    const { rows } = await practice.call('status', {}, { site, handles: [uid] });
    expect(rows).toMatchObject([{ status: 'failed' }]);
  });

  it('is not created either when the password has a part of the mail that becomes the login', async () => {
    const { site } = practice.cms.cms;
    const user = site.insert(
      site.draft(Date.now(), { name: 'unlike', mail: 'harbourmaster@quay.example', status: true }),
    );
    const typed = { site: practice.cms.url, password: 'Harbourmaster-7', login: 'unlike' };
    const kept = await practice.call('slot', {}, typed);
    expect(kept.broken).toEqual([]);
    const job = await created(String(user.uid), kept.slot);
    expect(job.results).toMatchObject([{ problem: { code: 'password_policy' } }]);
    expect(job.results[0]?.problem?.detail).toContain('no part of the login');
  });
});

describe('a new password in the site’s form', () => {
  const edited = async (uid: string, password: string) => {
    const site = practice.cms.url;
    const { slot } = await practice.call('slot', {}, { site, password, login: 'ines.form' });
    const told = { site, kind: 'edited' as const, users: [uid], slot, cmsUser: 'admin' };
    const { job } = await practice.call('event', {}, told);
    return finished(practice.call, job ?? '');
  };

  it('replaces the one in Okta, and a refusal is told in Okta’s own words', async () => {
    const mail = 'ines.form@harbor.example';
    const uid = String(practice.cms.cms.site.userByName('ines.form')?.uid);
    const again = await edited(uid, 'Tall-Ship-77');
    expect(again.results).toMatchObject([{ action: 'setPassword', problem: { code: 'password_policy' } }]);
    expect(again.results[0]?.problem?.detail).toContain('cannot be any of your last 4 passwords');
    expect(await edited(uid, 'Longer-Voyage-8')).toMatchObject({ done: 1, failed: 0 });
    expect(await signIn(mail, 'Longer-Voyage-8')).toBe(200);
    expect(await signIn(mail, 'Tall-Ship-77')).toBe(401);
  });
});

describe('an account cancelled on the site', () => {
  it('is deactivated in Okta, found by its number although it is gone', async () => {
    const { uid, mail } = addOnSite('vera.gone');
    await created(uid, null);
    const { site } = practice.cms.cms;
    const user = site.userByName('vera.gone');
    if (!user) throw new Error('the user is gone already');
    expect(site.cancel(user, 'user_cancel_delete', Date.now())).toBe('erased');
    const told = { site: practice.cms.url, kind: 'cancelled' as const, users: [uid], cmsUser: 'admin' };
    const { job } = await practice.call('event', {}, told);
    expect(await finished(practice.call, job ?? '')).toMatchObject({ state: 'done', done: 1 });
    expect(await userOf(mail)).toMatchObject({ status: 'DEPROVISIONED' });
  });
});

describe('where nothing is to happen by itself', () => {
  it('an event answers the reason and starts nothing, and no password is kept', async () => {
    const { call, connection } = practice;
    const site = practice.cms.url;
    const told = { site, kind: 'edited' as const, users: ['3'] };
    expect(await call('event', {}, { ...told, site: 'https://other.example' })).toMatchObject({ job: null });
    expect(await call('slot', {}, { site: 'https://other.example', password: 'x' })).toMatchObject({ slot: null });
    await call('changeConnection', { id: connection.id }, { password: 'none' });
    expect(await call('slot', {}, { site, password: 'x' })).toMatchObject({ slot: null, expires: null });
    await call('changeConnection', { id: connection.id }, { mode: 'paused' });
    expect(await call('event', {}, told)).toEqual({ job: null, reason: 'The connection is paused.' });
    await call('changeConnection', { id: connection.id }, { mode: 'live', password: 'captured' });
  });

  it('the policy is told as sentences', async () => {
    const { rules, details, reason } = await practice.call('passwordPolicy', { id: practice.connection.id });
    expect(reason).toBeNull();
    expect(rules).toContain('At least 8 characters.');
    expect(rules).toContain('No part of the login.');
    expect(details).toHaveLength(rules?.length ?? 0);
  });
});

it('no password is in any file of the agent', async () => {
  const files = await readdir(path.join(home, 'agent'), { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    files.filter((file) => file.isFile()).map((file) => readFile(path.join(file.parentPath, file.name), 'utf8')),
  );
  expect(texts.join('')).toContain('ines.form');
  for (const password of ['Tall-Ship-77', 'Harbourmaster-7']) expect(texts.join('')).not.toContain(password);
});
