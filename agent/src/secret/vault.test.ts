import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Secret } from './secret.ts';
import { createVault } from './vault.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const gone = expect.objectContaining({ code: 'password_gone' });

test('a password is given out once', () => {
  const vault = createVault();
  const slot = vault.put(new Secret('hunter2'));
  expect(vault.take(slot).reveal()).toBe('hunter2');
  expect(() => vault.take(slot)).toThrow(gone);
  expect(vault.size).toBe(0);
});

test('after two minutes nothing is kept', () => {
  const vault = createVault();
  const slot = vault.put(new Secret('hunter2'));
  vi.advanceTimersByTime(119_999);
  expect(vault.size).toBe(1);
  vi.advanceTimersByTime(1);
  expect(vault.size).toBe(0);
  expect(() => vault.take(slot)).toThrow(gone);
});

test('time that passed while the computer slept counts', () => {
  let time = 0;
  const vault = createVault(() => time);
  const slot = vault.put(new Secret('hunter2'));
  time = 120_000;
  expect(() => vault.take(slot)).toThrow(gone);
  expect(vault.size).toBe(0);
});

test('a dropped password is gone, and an unknown slot is no error to drop', () => {
  const vault = createVault();
  const slot = vault.put(new Secret('hunter2'));
  vault.drop(slot);
  vault.drop('never there');
  expect(() => vault.take(slot)).toThrow(gone);
});

test('no more than a hundred wait at once', () => {
  const vault = createVault();
  const slots = Array.from({ length: 100 }, () => vault.put(new Secret('x')));
  expect(() => vault.put(new Secret('x'))).toThrow(expect.objectContaining({ code: 'rate_limited' }));
  vault.take(slots[0] ?? '');
  vault.put(new Secret('x'));
  vault.close();
  expect(vault.size).toBe(0);
});
