import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { connectionFault } from './connection-fault.ts';

const failed = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

test.each([
  ['ENOTFOUND', 'unreachable', 'did not resolve'],
  ['ECONNREFUSED', 'unreachable', 'refused'],
  ['UND_ERR_CONNECT_TIMEOUT', 'unreachable', 'timed out'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls', 'not trusted'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', 'not trusted'],
])('%s is %s', (system, code, words) => {
  const fault = connectionFault(failed(system), 'https://cms.example/sub');
  expect(fault.code).toBe(code);
  expect(fault.problem.detail).toContain(words);
  expect(fault.problem.detail).toContain('cms.example');
});

test('several addresses that all refused are named by the first', () => {
  const inner = new AggregateError([Object.assign(new Error('no'), { code: 'ECONNREFUSED' })]);
  expect(
    connectionFault(new TypeError('fetch failed', { cause: inner }), 'https://cms.example').problem.detail,
  ).toContain('refused');
});

test('an abort by the caller is cancelled, one by the clock is a timeout', async () => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  const url = await new Promise<string>((resolve) =>
    server.once('listening', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  );
  const stop = AbortSignal.timeout(20);
  const error = await fetch(url, { signal: stop }).catch((thrown: unknown) => thrown);
  expect(connectionFault(error, url).code).toBe('timeout');
  expect(connectionFault(error, url, stop).code).toBe('cancelled');
  server.closeAllConnections();
  server.close();
});

test('a closed port is unreachable', async () => {
  const error = await fetch('http://127.0.0.1:1').catch((thrown: unknown) => thrown);
  expect(connectionFault(error, 'http://127.0.0.1:1').code).toBe('unreachable');
});

test('a port that speaks no TLS is told as that, and not as a certificate', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  const url = await new Promise<string>((resolve) =>
    server.once('listening', () => resolve(`https://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  );
  const error = await fetch(url).catch((thrown: unknown) => thrown);
  server.close();
  const { problem } = connectionFault(error, url);
  expect(problem).toMatchObject({ code: 'wrong_site', retry: 'never' });
  expect(problem.detail).toContain('does not speak TLS');
  expect(problem.next).toContain('TLS');
});
