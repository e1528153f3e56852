import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLog, type LogOptions } from './log.ts';
import { Secret } from './secret/secret.ts';

function capture(level: NonNullable<LogOptions['level']> = 'info') {
  let text = '';
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  return { log: createLog({ level, destination }), text: () => text };
}

test('a line holds the allowed facts and nothing else', () => {
  const { log, text } = capture();
  log.info(
    { method: 'GET', route: '/v1/jobs/:id', status: 200, ms: 3, body: { name: 'Ann' }, headers: { cookie: 'a=b' } },
    'answered',
  );
  const line: unknown = JSON.parse(text());
  expect(line).toEqual({
    level: 'info',
    time: expect.any(String),
    method: 'GET',
    route: '/v1/jobs/:id',
    status: 200,
    ms: 3,
    msg: 'answered',
  });
});

test('an allowed name gives no way in for objects or secrets', () => {
  const { log, text } = capture();
  log.info({ id: { password: 'hunter2' }, code: new Secret('hunter2'), error: 'SSWS 00abcDEF was refused' }, 'x');
  expect(text()).not.toContain('hunter2');
  expect(text()).not.toContain('00abcDEF');
});

test('mail addresses show as one mark at info and plainly at debug', () => {
  const info = capture();
  info.log.info({ id: 'ann@school.example' }, 'saw %s', 'Ann@School.example');
  info.log.warn('and ann@school.example again');
  expect(info.text()).not.toMatch(/ann@/i);
  expect(new Set(info.text().match(/mail:[0-9a-f]{12}/g)).size).toBe(1);
  expect(info.text().match(/mail:/g)).toHaveLength(3);
  const debug = capture('debug');
  debug.log.debug('saw ann@school.example');
  expect(debug.text()).toContain('ann@school.example');
});

test('an error is logged as text without what it quotes', () => {
  const { log, text } = capture();
  log.error(new Error('ann@school.example with Bearer abc.def-ghi'));
  log.error({ error: new Error('https://ann:pw@site.example/ failed') }, 'call failed');
  expect(text()).toContain('log.test.ts');
  expect(text()).not.toMatch(/ann@|abc\.def|ann:pw/);
});

test('facts bound to a child log pass the same gate', () => {
  const { log, text } = capture();
  log.child({ job: 'R1', password: 'hunter2' }).info('begun');
  expect(JSON.parse(text())).toMatchObject({ job: 'R1', msg: 'begun' });
  expect(text()).not.toContain('hunter2');
});
