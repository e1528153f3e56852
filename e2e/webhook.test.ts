import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPractice } from './practice/practice.ts';
import type { Practice } from './practice/practice.ts';

/** The PHP of the documentation, run as a site's own code would run it, against the agent's public port. */

const php = promisify(execFile);
const docs = path.join(import.meta.dirname, '..', 'docs', 'automation.md');
const hasPhp = await php('php', ['--version']).then(
  () => true,
  () => false,
);
if (!hasPhp) console.warn('e2e/webhook.test.ts is skipped: there is no php on this computer.');

let home: string;
let practice: Practice;
let url: string;
let secret: string;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'rollcall-webhook-'));
  practice = await startPractice({ home, ports: { agent: 0 } });
  const { call, connection, agent } = practice;
  const operations = ['read' as const, 'create' as const, 'update' as const, 'deactivate' as const];
  await call(
    'changeConnection',
    { id: connection.id },
    { methods: { ...connection.methods, automatic: { on: true, operations } } },
  );
  await agent.services.listener.serve({ port: 0 });
  const made = await call('newWebhook', { id: connection.id });
  [url, secret] = [made.url ?? '', made.secret];
});
afterAll(async () => {
  await practice.close();
  await rm(home, { recursive: true, force: true });
});

/** Calls one hook of the documented module for an account, with Drupal's settings stood in for. */
async function callHook(hook: 'insert' | 'delete', uid: number): Promise<void> {
  const [, code = ''] = /```php\n([^`]+)```/.exec(await readFile(docs, 'utf8')) ?? [];
  const settings = `namespace Drupal\\Core\\Site { class Settings { static function get($name) {
    return getenv($name === 'rollcall_url' ? 'HOOK_URL' : 'HOOK_SECRET');
  } } }`;
  const account = `new class { function id() { return ${uid}; } }`;
  const file = path.join(home, 'hook.php');
  await writeFile(file, `<?php ${settings}\nnamespace {\n${code}\nmysite_user_${hook}(${account});\n}`);
  await php('php', [file], { env: { ...process.env, HOOK_URL: url, HOOK_SECRET: secret } });
}

async function oktaStatus(login: string): Promise<string | null> {
  const answer = await fetch(`${practice.org.url}/api/v1/users/${encodeURIComponent(login)}`, {
    headers: { authorization: `SSWS ${practice.org.token}` },
  });
  return answer.ok ? ((await answer.json()) as { status: string }).status : null;
}

describe.skipIf(!hasPhp)('the documented PHP', () => {
  const mail = 'rosa.new@harbor.example';

  it('brings a new user into Okta, and takes a deleted one out, within seconds', async () => {
    const { site } = practice.cms.cms;
    site.insert(site.draft(Date.now(), { name: 'rosa.new', mail, status: true }));
    const user = site.userByName('rosa.new');
    if (!user) throw new Error('the user is gone');
    await callHook('insert', user.uid);
    await expect.poll(() => oktaStatus(mail), { timeout: 10_000 }).toBe('STAGED');
    site.cancel(user, 'user_cancel_delete', Date.now());
    await callHook('delete', user.uid);
    await expect.poll(() => oktaStatus(mail), { timeout: 10_000 }).toBe('DEPROVISIONED');
    // The entry follows the read-back.
    const done = async () => {
      const { entries } = await practice.call('activity');
      const changes = entries.filter(({ type }) => type === 'create' || type === 'deactivate');
      return changes.map(({ type, trigger, by }) => [type, trigger, by.id]);
    };
    await expect.poll(done).toEqual([
      ['deactivate', 'event', 'webhook'],
      ['create', 'event', 'webhook'],
    ]);
  });
});
