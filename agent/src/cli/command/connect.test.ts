import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RouteAnswer } from '@rollcall/shared/routes';

import { temporaryHome } from '../../store/fixture.ts';
import { runFake, sampleConnection } from '../fixture.ts';
import type { FakeAgent, FakeAnswers } from '../fixture.ts';

type Field = RouteAnswer<'kinds'>['kinds'][number]['auth'][number]['fields'][number];
const field = (name: string, secret = false, required = true): Field => ({
  name,
  label: name,
  help: '',
  secret,
  required,
});

const kinds: RouteAnswer<'kinds'> = {
  kinds: [
    {
      kind: 'site',
      label: 'Site',
      side: 'cms',
      auth: [
        { name: 'session', label: 'Name and password', fields: [field('user'), field('password', true)] },
        { name: 'basic', label: 'Basic', fields: [field('user'), field('password', true)] },
        { name: 'bearer', label: 'Token', fields: [field('token', true)] },
      ],
    },
    {
      kind: 'org',
      label: 'Org',
      side: 'okta',
      auth: [
        { name: 'token', label: 'Token', fields: [field('token', true)] },
        {
          name: 'app',
          label: 'App',
          fields: [field('clientId'), field('privateKey', true), field('keyId', false, false)],
        },
      ],
    },
  ],
};

const answers: FakeAnswers = {
  kinds: () => kinds,
  connections: () => ({ connections: [sampleConnection()] }),
  addConnection: () => sampleConnection({ id: 'c1', cms: null, okta: null }),
  connectSide: () => sampleConnection(),
};

const secret = 'correct horse battery staple';
const site = ['connect', 'site', '--url', 'https://school.example'];
const org = ['connect', 'org', '--url', 'https://school.okta.example'];

let folder: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ home: folder, remove } = await temporaryHome());
});
afterEach(() => remove());

async function file(text: string): Promise<string> {
  const name = path.join(folder, 'secret');
  await writeFile(name, text);
  return name;
}

function sent({ calls }: FakeAgent) {
  return calls
    .filter(({ name }) => name === 'connectSide')
    .map(({ call }) => ({ ...call.params, ...Object(call.body) }));
}

test('a password comes from standard input without its line feed', async () => {
  const { exit, agent, out, err } = await runFake([...site, '--user', 'rollcall', '--password-stdin'], {
    answers,
    input: `${secret}\r\n`,
  });
  expect(exit).toBe(0);
  expect(sent(agent)).toEqual([
    {
      id: 'c1',
      side: 'cms',
      kind: 'site',
      url: 'https://school.example',
      auth: 'session',
      values: { user: 'rollcall', password: secret },
    },
  ]);
  expect(out + err).not.toContain(secret);
});

test('the way to sign in is the one that takes what was given', async () => {
  const key = '{"kty":"RSA"}';
  const app = await runFake([...org, '--client-id', '0oa1', '--private-key', await file(key), '--key-id', 'k1'], {
    answers,
  });
  expect(sent(app.agent)).toMatchObject([
    { side: 'okta', auth: 'app', values: { clientId: '0oa1', privateKey: key, keyId: 'k1' } },
  ]);
  const bearer = await runFake([...site, '--token-file', await file(secret)], { answers });
  expect(sent(bearer.agent)).toMatchObject([{ auth: 'bearer', values: { token: secret } }]);
  const basic = await runFake([...site, '--auth', 'basic', '--user', 'a', '--password-file', await file(secret)], {
    answers,
  });
  expect(sent(basic.agent)).toMatchObject([{ auth: 'basic' }]);
});

test('a token that is not in the keyring is missed by its service and user, and nothing is sent', async () => {
  const { exit, err, agent } = await runFake([...org, '--token-keyring', 'nobody-keeps-this'], { answers });
  expect([exit, sent(agent)]).toEqual([2, []]);
  expect(err.replaceAll(/\s+/g, ' ')).toContain('service "nobody-keeps-this", user "school.okta.example"');
});

test('a person is asked for what is missing, the secret without showing it', async () => {
  const { agent, terminal } = await runFake(site, { answers, interactive: true, typed: ['rollcall', secret] });
  expect(terminal.questions).toEqual(['user: ', 'password (not shown): ']);
  expect(sent(agent)).toMatchObject([{ values: { user: 'rollcall', password: secret } }]);
});

test.each([
  [[...org, '--token', secret]],
  [[...org, `--token=${secret}`]],
  [[...org, '--token']],
  [[...site, '--user', 'a', '--password', secret]],
  [[...org, '--client-id', 'x', '--private-key', `-----BEGIN PRIVATE KEY-----${secret}`]],
  [[...org, `--api-token=${secret}`]],
  [[...org, secret]],
])('a secret as an argument is refused and not repeated', async (line) => {
  for (const extra of [[], ['--json']]) {
    const { exit, out, err, agent } = await runFake([...line, ...extra], { answers });
    expect(exit).toBe(2);
    expect(out + err).not.toContain(secret);
    expect(sent(agent)).toEqual([]);
  }
});

test('the reason for refusing an argument names the way that is safe', async () => {
  const { err } = await runFake([...org, '--token', secret], { answers });
  expect(err).toContain('other programs on this computer can read arguments');
  expect(err).toContain('--token-stdin');
});

test.each([
  [['connect', 'moodle', '--url', 'https://x.example'], 'It connects site, org.'],
  [site, '--user'],
  [[...org, '--client-id', 'x'], '--private-key FILE'],
  [[...org, '--user', 'x'], 'token (--token-stdin or --token-file FILE); app (--client-id'],
  [[...org, '--auth', 'magic'], 'It has token'],
  [[...org, '--token-file', '/nowhere/at/all'], 'Check its name'],
  [[...org, '--token-stdin'], 'Give the secret again'],
  [['connect', 'org'], '--help'],
])('%j is refused, and the next step says "%s"', async (line, hint) => {
  const { exit, err, agent } = await runFake(line, { answers });
  expect(exit).toBe(2);
  expect(err).toContain(hint);
  expect(sent(agent)).toEqual([]);
});

test('the first connect makes the connection, named after its site', async () => {
  const none: FakeAnswers = { ...answers, connections: () => ({ connections: [] }) };
  const made = async (line: string[]) =>
    (await runFake(line, { answers: none })).agent.calls
      .filter(({ name }) => name === 'addConnection')
      .map(({ call }) => call.body);
  expect(await made([...site, '--token-file', await file(secret)])).toEqual([{ name: 'school.example' }]);
  expect(await made([...org, '--token-file', await file(secret)])).toEqual([{}]);
});

test('a further connection is made only where one is asked for', async () => {
  const made = async (line: string[]) =>
    (await runFake(line, { answers })).agent.calls
      .filter(({ name }) => name === 'addConnection')
      .map(({ call }) => call.body);
  const secretFile = await file(secret);
  expect(await made([...site, '--token-file', secretFile])).toEqual([]);
  expect(await made([...site, '--new', 'Intranet', '--token-file', secretFile])).toEqual([{ name: 'Intranet' }]);
});
