import { expect, it } from 'vitest';

import { createMask } from './mask.ts';

it('names one person by one placeholder in every text, whatever names the person there', () => {
  const mask = createMask();
  mask.person(['uuid-1', 'maria', 'maria@harbor.example'], 'Maria Lindqvist');
  mask.person(['00u1', 'MARIA@harbor.example']);
  mask.person(['uuid-2', 'bo', null], 'Bo');
  expect(mask.of('00u1')).toBe('person 1');
  expect(mask.text('Maria Lindqvist (maria@harbor.example) is 00u1, Bo is not.')).toBe(
    '<person 1> (<person 1>) is <person 1>, <person 2> is not.',
  );
  expect(mask.text('Signed in as maria.')).toBe('Signed in as <person 1>.');
});

it('keeps two people with one name apart', () => {
  const mask = createMask();
  mask.person(['a', 'ann'], 'Ann Berg');
  mask.person(['b', 'ann2'], 'Ann Berg');
  expect([mask.of('a'), mask.of('b')]).toEqual(['person 1', 'person 2']);
});

it('replaces mail addresses and hosts that nobody knew, and blanks what looks like a credential', () => {
  const mask = createMask();
  const text = mask.text('https://site.example/user?token=abc refused stranger@other.example with Bearer abc.def');
  expect(text).toBe('<host 1> refused <person 1> with Bearer [redacted]');
  expect(mask.text('http://127.0.0.1:21470/v1 and https://SITE.example:8443')).toBe('127.0.0.1 and <host 1>');
});

it('replaces the end of mail addresses where it stands alone, as in a filter', () => {
  const mask = createMask();
  mask.person(['u', 'ann@harbor.example']);
  expect(mask.text('site.mail.endsWith("@reefs.test") || site.mail.contains("harbor.example")')).toBe(
    'site.mail.endsWith("@<host 2>") || site.mail.contains("<host 1>")',
  );
});

it('replaces hosts in prose, and in expressions whatever is quoted', () => {
  const mask = createMask();
  expect(mask.prose('hooks.reefs.test can’t be reached; may okta.users.read, see docs, version 0.1.0.')).toBe(
    '<host 1> can’t be reached; may okta.users.read, see docs, version 0.1.0.',
  );
  expect(
    mask.expression(`site.displayName == 'Zoe "Z" Reef' || site.mail.endsWith("reefs.test") || site.mail == ""`),
  ).toBe('site.displayName == "<text>" || site.mail.endsWith("<text>") || site.mail == ""');
});

it('leaves a text alone that names nobody', () => {
  const mask = createMask();
  mask.person(['u', 'update-bot'], 'Update');
  expect(mask.text('Agent A503-04B0, 12 links, read 2026-01-15T09:00:00.000Z.')).toBe(
    'Agent A503-04B0, 12 links, read 2026-01-15T09:00:00.000Z.',
  );
});
