import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'practice-main-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function run(...args: string[]) {
  return spawn(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url)), ...args], { stdio: 'pipe' });
}

const readySchema = z.strictObject({
  url: z.url(),
  token: z.string(),
  clientId: z.string(),
  privateKeyFile: z.string(),
  peopleUrl: z.url(),
});

test.each(['SIGINT', 'SIGTERM'] as const)('prints one JSON line when ready and ends on %s', async (signal) => {
  const seed = join(home, 'seed.json');
  const profile = { firstName: 'Jane', lastName: 'Mensah', login: 'jane@harbor.example', email: 'jane@harbor.example' };
  writeFileSync(
    seed,
    JSON.stringify({ users: [{ profile, groups: ['Crew'] }], memberships: { Mates: [profile.login] } }),
  );
  const child = run('--port', '0', '--home', join(home, 'org'), '--seed', seed, '--limits', 'workforce');
  const lines: string[] = [];
  const output = createInterface(child.stdout).on('line', (line) => lines.push(line));
  await once(output, 'line');
  const ready = readySchema.parse(JSON.parse(lines[0] ?? ''));

  expect(new URL(ready.url).hostname).toBe('127.0.0.1');
  expect(statSync(ready.privateKeyFile).mode & 0o777).toBe(0o600);
  const headers = { authorization: `SSWS ${ready.token}` };
  const groups = await fetch(`${ready.url}/api/v1/users/${profile.login}/groups`, { headers });
  expect(groups.headers.get('x-rate-limit-limit')).toBe('600');
  expect(await groups.json()).toMatchObject([{}, { profile: { name: 'Crew' } }, { profile: { name: 'Mates' } }]);
  expect((await fetch(ready.peopleUrl)).headers.get('content-type')).toContain('text/html');

  child.kill(signal);
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(lines).toHaveLength(1);
});

test.each([
  [['--port', 'many'], '--port must be a whole number'],
  [['--token-share', '2'], '--token-share must be more than 0'],
  [['--limits', 'some'], '--limits must be one of'],
  [['--unknown'], '--unknown'],
])('%j is refused with the usage', async (args, message) => {
  const child = run(...args);
  const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(code).toBe(2);
  expect(errors).toContain(message);
  expect(errors).toContain('usage: practice-org');
});

test('a seed the schema refuses is explained', async () => {
  const seed = join(home, 'seed.json');
  writeFileSync(seed, JSON.stringify({ users: [{ profile: { login: 'jane@harbor.example' } }] }));
  const child = run('--port', '0', '--seed', seed);
  const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(code).toBe(2);
  expect(errors).toContain('firstName: The field cannot be left blank');
});
