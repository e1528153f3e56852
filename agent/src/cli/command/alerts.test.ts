import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { AlertAnswer } from '@rollcall/shared/api-alert';

import { temporaryHome } from '../../store/fixture.ts';
import { noon, runFake, sampleConnection } from '../fixture.ts';
import type { FakeAnswers } from '../fixture.ts';

const mail = {
  host: 'mail.example',
  port: 587,
  security: 'starttls' as const,
  user: 'rollcall',
  from: 'rollcall@school.example',
  to: ['it@school.example'],
};
const told: AlertAnswer = {
  webhook: 'https://chat.example/…',
  mail,
  quietMinutes: 60,
  weekly: true,
  hasMailPassword: true,
  lastSent: { at: new Date(noon - 120_000).toISOString(), what: 'failed', problem: null },
};
const base: FakeAnswers = {
  alerts: () => told,
  changeAlerts: ({ body }) => ({ ...told, ...(body as object) }),
};

test('shows who is told and when it last happened', async () => {
  const { out } = await runFake(['alerts', 'show'], { answers: base });
  expect(out).toContain('https://chat.example/…');
  expect(out).toContain('it@school.example by mail.example:587 (starttls), signs in as rollcall');
  expect(out).toMatch(/Last sent +failed, 2 min ago/);
});

test('changes only what is named, and takes secrets by file or standard input', async () => {
  const quiet = await runFake(['alerts', 'set', '--quiet', '30', '--weekly', 'off'], { answers: base });
  expect(quiet.agent.calls.at(-1)?.call.body).toEqual({ quietMinutes: 30, weekly: false });
  const host = await runFake(['alerts', 'set', '--mail-host', 'other.example', '--mail-password-stdin'], {
    answers: base,
    input: 'hush\n',
  });
  expect(host.agent.calls.at(-1)?.call.body).toEqual({
    mail: { ...mail, host: 'other.example' },
    mailPassword: 'hush',
  });
  expect(host.out).not.toContain('hush');
  const { home, remove } = await temporaryHome();
  const file = path.join(home, 'address');
  await writeFile(file, 'https://chat.example/services/T0/B0\n');
  const hook = await runFake(['alerts', 'set', '--webhook-file', file], { answers: base });
  expect(hook.agent.calls.at(-1)?.call.body).toEqual({ webhook: 'https://chat.example/services/T0/B0' });
  await remove();
});

test('ends a way, and makes a new one with its usual values', async () => {
  const none = await runFake(['alerts', 'set', '--no-webhook', '--no-mail'], { answers: base });
  expect(none.agent.calls.at(-1)?.call.body).toEqual({ webhook: null, mail: null });
  const line = ['alerts', 'set', '--mail-host', 'm.example', '--mail-security', 'tls', '--mail-from', 'a@s.example'];
  const fresh = await runFake([...line, '--mail-to', 'b@s.example,c@s.example'], {
    answers: { ...base, alerts: () => ({ ...told, mail: null }) },
  });
  expect(fresh.agent.calls.at(-1)?.call.body).toEqual({
    mail: {
      host: 'm.example',
      port: 465,
      security: 'tls',
      user: null,
      from: 'a@s.example',
      to: ['b@s.example', 'c@s.example'],
    },
  });
});

test.each([
  [['alerts', 'set']],
  [['alerts', 'set', '--weekly', 'maybe']],
  [['alerts', 'set', '--mail-to', 'nobody']],
  [['alerts', 'set', '--quiet', '1']],
  [['alerts', 'set', '--webhook-stdin', '--mail-password-stdin']],
])('%j is wrong use, and nothing is sent', async (line) => {
  const { exit, json, agent } = await runFake([...line, '--json'], { answers: base, input: 'x' });
  expect([exit, json]).toMatchObject([2, { error: { code: 'invalid' } }]);
  expect(agent.calls.map(({ name }) => name)).not.toContain('changeAlerts');
});

test('a test message says how each way fared', async () => {
  const ways: FakeAnswers['testAlerts'] = () => ({
    ways: [
      { way: 'webhook', ok: true, problem: null },
      {
        way: 'mail',
        ok: false,
        problem: new SyncError('tls', 'It can’t be made safe.', { next: 'Check it.' }).problem,
      },
    ],
  });
  const { exit, out } = await runFake(['alerts', 'test'], { answers: { ...base, testAlerts: ways } });
  expect(exit).toBe(4);
  expect(out).toMatch(/Webhook +sent\nMail +It can’t be made safe\. Check it\./);
  const none = await runFake(['alerts', 'test'], { answers: { ...base, testAlerts: () => ({ ways: [] }) } });
  expect(none.exit).toBe(2);
});

test('a new webhook of the site shows its secret once', async () => {
  const answers: FakeAnswers = {
    connections: () => ({ connections: [sampleConnection()] }),
    newWebhook: () => ({ path: '/hooks/c1', secret: 's3cret-of-the-site', url: null }),
    removeWebhook: () => ({}),
  };
  const made = await runFake(['webhook', 'new'], { answers });
  expect(made.out).toContain('/hooks/c1');
  expect(made.out).toContain('s3cret-of-the-site');
  const removed = await runFake(['webhook', 'remove', '--json'], { answers });
  expect(removed.json).toEqual({ removed: 'c1' });
});
