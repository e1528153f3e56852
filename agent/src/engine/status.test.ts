import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ScimFacts } from '@rollcall/shared';

import { sampleRow, temporaryHome } from '../store/fixture.ts';
import { openStore } from '../store/store.ts';
import type { Store } from '../store/store.ts';
import { connectionOf } from './sample.fixture.ts';
import { statusOfRow } from './status.ts';

let home: string;
let remove: () => Promise<void>;
let store: Store;

beforeEach(async () => {
  ({ home, remove } = await temporaryHome());
  store = await openStore(home);
});
afterEach(async () => {
  await store.close();
  await remove();
});

test('an account is kept by SCIM for the connection that its client calls, until the client deletes it', () => {
  const connection = connectionOf();
  const facts: ScimFacts = {
    connection: connection.id,
    resource: {},
    agreed: {},
    generation: 1,
    deleted: false,
    modified: '2026-01-15T09:00:00.000Z',
  };
  const context = { store, connection, now: 0, busy: () => null, oktaUrl: () => null };
  const sourceOf = (scim?: ScimFacts) => statusOfRow({ ...sampleRow(1), ...(scim ? { scim } : {}) }, context).source;
  expect(sourceOf()).toBeNull();
  expect(sourceOf(facts)).toBe('scim');
  expect(sourceOf({ ...facts, deleted: true })).toBeNull();
  expect(sourceOf({ ...facts, connection: 'another' })).toBeNull();
});
