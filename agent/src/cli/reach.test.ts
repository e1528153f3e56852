import { writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { serve } from '@hono/node-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SyncError } from '@rollcall/shared';

import { temporaryHome } from '../store/fixture.ts';
import { fakeAgent, fakeTerminal, sampleConnection, sampleJob, token } from './fixture.ts';
import type { FakeAgent, FakeAnswers } from './fixture.ts';
import { runCli } from './main.ts';
import type { OpenAgent } from './reach.ts';

const hello = {
  product: 'rollcall' as const,
  api: 1,
  version: '0.1.0',
  agent: 'ABCD-1234',
  paired: false,
  proof: null,
};
const answers: FakeAnswers = {
  hello: () => hello,
  connections: () => ({ connections: [] }),
  pairingCode: () => ({ code: '4R7K-M2QX', expires: '2026-03-04T12:05:00.000Z' }),
};

let home: string;
let remove: () => Promise<void>;
const stops: (() => void)[] = [];
beforeEach(async () => {
  ({ home, remove } = await temporaryHome());
});
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await remove();
});

/** Serves the agent on a real port and writes its file, as a running one does. */
async function listen(agent: FakeAgent, change: object = {}): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = serve({ fetch: agent.app.fetch, port: 0, hostname: '127.0.0.1' }, (info: AddressInfo) =>
    resolve(info.port),
  );
  stops.push(() => {
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
  const port = await promise;
  const file = { pid: process.pid, startTime: new Date().toISOString(), port, token, ...change };
  await writeFile(path.join(home, 'agent.json'), JSON.stringify(file));
  return port;
}

async function run(line: string[], openAgent: OpenAgent, onSleep: () => void = () => undefined) {
  const terminal = fakeTerminal({ onSleep });
  const exit = await runCli([...line, '--home', home], { terminal, openAgent });
  return { exit, ...terminal.shown };
}

const neverOpened: OpenAgent = () => Promise.reject(new TypeError('a second agent was opened'));
const locked: OpenAgent = () =>
  Promise.reject(new SyncError('locked', 'Another Rollcall (process 4711) uses this folder.'));

test('a running agent is used over its socket, with its token', async () => {
  const agent = fakeAgent(answers);
  await listen(agent);
  expect((await run(['connection', 'list'], neverOpened)).exit).toBe(0);
  expect(agent.calls.map(({ name }) => name)).toEqual(['hello', 'connections']);
  expect(agent.events).toEqual([]);
});

test('without one an agent is opened for the command and closed after it', async () => {
  const agent = fakeAgent(answers);
  const { exit } = await run(['connection', 'list'], () => Promise.resolve(agent));
  expect(exit).toBe(0);
  expect(agent.events).toEqual(['close']);
});

test('the agent is closed when the command fails too', async () => {
  const agent = fakeAgent({});
  expect((await run(['connection', 'list'], () => Promise.resolve(agent))).exit).toBe(2);
  expect(agent.events).toEqual(['close']);
});

test.each([
  ['its process is gone', { pid: 2 ** 30 }],
  ['nothing listens on its port', { port: 1 }],
])('a file left behind is not believed when %s', async (_why, change) => {
  await listen(fakeAgent(answers), change);
  const own = fakeAgent(answers);
  expect((await run(['connection', 'list'], () => Promise.resolve(own))).exit).toBe(0);
  expect(own.events).toEqual(['close']);
});

test('another program on the port of an agent that was killed is not one', async () => {
  await listen(fakeAgent({}));
  const own = fakeAgent(answers);
  expect((await run(['connection', 'list'], () => Promise.resolve(own))).exit).toBe(0);
  expect(own.events).toEqual(['close']);
});

test('a home that another process holds is exit 5, and the holder is named', async () => {
  const { exit, err } = await run(['status'], locked);
  expect(exit).toBe(5);
  expect(err).toContain('process 4711');
});

test('the doctor tells what it can although another process holds the home', async () => {
  const { exit, out } = await run(['doctor'], locked);
  expect(exit).toBe(5);
  expect(out).toContain('Node ');
  expect(out).toContain('process 4711');
});

test('an agent that ends in the middle of a run is exit 6 with the run’s name', async () => {
  await listen(
    fakeAgent({
      ...answers,
      connections: () => ({ connections: [sampleConnection()] }),
      run: () => ({ job: 'R-0007' }),
      job: () => sampleJob({ state: 'reading', ended: null }),
    }),
  );
  const { exit, err } = await run(['sync', 'ann'], neverOpened, () => {
    for (const stop of stops.splice(0)) stop();
  });
  expect(exit).toBe(6);
  expect(err).toContain('rollcall run show R-0007');
});

test('pairing and tokens need a running agent', async () => {
  for (const line of [['pair'], ['api-token']]) {
    const { exit, err } = await run(line, neverOpened);
    expect(exit).toBe(2);
    expect(err).toContain('rollcall serve');
  }
  await listen(fakeAgent(answers));
  expect((await run(['api-token'], neverOpened)).out).toBe(`${token}\n`);
  expect((await run(['pair'], neverOpened)).out).toContain('Pairing code: 4R7K-M2QX');
  const { out } = await run(['pair', '--json'], neverOpened);
  expect(JSON.parse(out)).toEqual({ code: '4R7K-M2QX', expires: '2026-03-04T12:05:00.000Z' });
});
