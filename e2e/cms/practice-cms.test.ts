import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startPracticeCms } from './practice-cms.ts';
import type { PracticeCmsOptions, RunningPracticeCms } from './practice-cms.ts';

const running: RunningPracticeCms[] = [];
let folder: string;

async function start(options: PracticeCmsOptions = {}): Promise<RunningPracticeCms> {
  const practice = await startPracticeCms({ port: 0, ...options });
  running.push(practice);
  return practice;
}

function get(practice: RunningPracticeCms, at: string): Promise<Response> {
  const token = Buffer.from(`${practice.user}:${practice.password}`).toString('base64');
  return fetch(`${practice.url}${at}`, { headers: { Authorization: `Basic ${token}` } });
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'practice-cms-'));
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((practice) => practice.close()));
  await rm(folder, { recursive: true });
});

describe('the server', () => {
  it('listens on 127.0.0.1 and says where', async () => {
    const practice = await start({ basePath: '/sub' });
    expect(practice.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/sub$/);
    expect((await get(practice, '/jsonapi')).status).toBe(200);
  });

  it('rejects on a taken port', async () => {
    const practice = await start();
    await expect(startPracticeCms({ port: Number(new URL(practice.url).port) })).rejects.toThrow('EADDRINUSE');
  });

  it('keeps users, settings and the password over a restart with a home', async () => {
    const first = await start({ home: folder, users: 5 });
    const { site } = first.cms;
    site.insert(site.draft(1_800_000_000, { name: 'kept', fields: { field_team: ['a', 'b'] } }));
    site.configure({ cancelMethod: 'user_cancel_delete' });
    await first.close();
    running.length = 0;
    expect((await stat(path.join(folder, 'practice-cms.json'))).mode & 0o777).toBe(0o600);
    const second = await start({ home: folder });
    expect(second.password).toBe(first.password);
    expect(second.cms.site.userByName('kept')).toMatchObject({ fields: { field_team: ['a', 'b'] } });
    expect(second.cms.site.settings.cancelMethod).toBe('user_cancel_delete');
    expect(second.cms.site.users.length).toBe(site.users.length);
    expect((await get(second, '/jsonapi')).status).toBe(200);
  });

  it('lists ten thousand users within seconds', async () => {
    const practice = await start({ users: 10_000 });
    const login = await fetch(`${practice.url}/user/login?_format=json`, {
      method: 'POST',
      body: JSON.stringify({ name: practice.user, pass: practice.password }),
    });
    const headers = { Cookie: login.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
    const begin = performance.now();
    let seen = 0;
    for (let offset = 0; ; offset += 50) {
      const response = await fetch(
        `${practice.url}/jsonapi/user/user?sort=-changed&page[limit]=50&page[offset]=${offset}`,
        { headers },
      );
      const body: unknown = await response.json();
      const data = body && typeof body === 'object' && 'data' in body && Array.isArray(body.data) ? body.data : [];
      seen += data.length;
      if (data.length < 50) break;
    }
    expect(seen).toBe(practice.cms.site.users.length);
    expect(seen).toBeGreaterThan(10_000);
    expect(performance.now() - begin).toBeLessThan(10_000);
  }, 30_000);
});

describe('the generated people', () => {
  it('are the same on every site, with names and mails of their own that the site allows', async () => {
    const [one, two] = [await start({ users: 3000 }), await start({ users: 3000 })];
    const identity = ({ cms }: RunningPracticeCms) =>
      cms.site.users.map(({ uuid, name, mail }) => `${uuid} ${name} ${mail}`);
    expect(identity(one)).toEqual(identity(two));
    const { users } = one.cms.site;
    expect(new Set(users.map(({ name }) => name)).size).toBe(users.length);
    expect(users.slice(1).flatMap((user) => one.cms.site.violations(user, true))).toEqual([]);
    expect(users.filter(({ mail }) => mail !== null && !mail.toLowerCase().endsWith('.example'))).toEqual([]);
  });
});

describe('faults and stats', () => {
  async function fault(practice: RunningPracticeCms, body: Record<string, unknown>): Promise<Response> {
    return fetch(`${practice.url}/practice/faults`, { method: 'POST', body: JSON.stringify(body) });
  }

  it('answers with the status as often as asked, for one path segment a star', async () => {
    const practice = await start();
    await fault(practice, { match: 'GET /jsonapi/user/*', status: 503, times: 2 });
    const statuses = [];
    for (const at of [
      '/jsonapi',
      '/jsonapi/user/user',
      '/jsonapi/user/user/x',
      '/jsonapi/user/user',
      '/jsonapi/user/user',
    ]) {
      statuses.push((await get(practice, at)).status);
    }
    expect(statuses).toEqual([200, 503, 404, 503, 200]);
  });

  it('answers HTML, delays, and is cleared', async () => {
    const practice = await start();
    await fault(practice, { match: 'GET /jsonapi', status: 500, html: true });
    expect(await (await get(practice, '/jsonapi')).text()).toContain('<!DOCTYPE html>');
    await fault(practice, { match: 'GET /jsonapi', delayMs: 80 });
    const begin = performance.now();
    expect((await get(practice, '/jsonapi')).status).toBe(200);
    expect(performance.now() - begin).toBeGreaterThan(75);
    await fault(practice, { match: 'GET /jsonapi', status: 500, times: 9 });
    await fetch(`${practice.url}/practice/faults`, { method: 'DELETE' });
    expect((await get(practice, '/jsonapi')).status).toBe(200);
  });

  it('drops the connection after the work is done', async () => {
    const practice = await start();
    await fault(practice, { match: 'POST /jsonapi/user/user', cut: true });
    const create = fetch(`${practice.url}/jsonapi/user/user`, {
      method: 'POST',
      headers: {
        Authorization: `Basic ${Buffer.from(`admin:${practice.password}`).toString('base64')}`,
        'Content-Type': 'application/vnd.api+json',
      },
      body: JSON.stringify({ data: { type: 'user--user', attributes: { name: 'lost answer' } } }),
    });
    await expect(create).rejects.toThrow();
    expect(practice.cms.site.userByName('lost answer')).toBeDefined();
  });

  it('refuses what is no fault, and pages of other origins', async () => {
    const practice = await start();
    expect((await fault(practice, { match: 'nonsense' })).status).toBe(400);
    const foreign = await fetch(`${practice.url}/practice/mails`, { headers: { Origin: 'https://evil.example' } });
    expect(foreign.status).toBe(403);
  });

  it('counts calls and shows mails', async () => {
    const practice = await start();
    await get(practice, '/jsonapi/user/user');
    await get(practice, `/jsonapi/user/user/${practice.cms.site.user(1)?.uuid}`);
    const user = practice.cms.site.userByName('dmitri.volkov');
    if (user) practice.cms.site.save(user, { status: true }, { now: 1_800_000_000 });
    expect(await (await fetch(`${practice.url}/practice/stats`)).json()).toMatchObject({
      calls: { 'GET /jsonapi/user/user': 1, 'GET /jsonapi/user/user/*': 1 },
      mails: 1,
    });
    expect(await (await fetch(`${practice.url}/practice/mails`)).json()).toMatchObject([
      { key: 'status_activated', user: 'dmitri.volkov' },
    ]);
  });
});

describe('the command', () => {
  it('prints one JSON line when it is ready and ends on a signal', async () => {
    const main = path.join(import.meta.dirname, 'main.ts');
    const child = spawn(process.execPath, [main, '--port', '0', '--users', '3', '--lang', 'de'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [chunk] = await once(child.stdout, 'data');
    const ready: unknown = JSON.parse(String(chunk));
    expect(ready).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      kind: 'drupal',
      user: 'admin',
      password: expect.stringMatching(/^[\w-]{24}$/),
    });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  }, 20_000);
});
