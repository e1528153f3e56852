import type { RowStatusAnswer } from '@rollcall/shared/api';
import { expect, it } from 'vitest';

import { meaningOf } from './row-part.tsx';

const row: RowStatusAnswer = {
  handle: '2',
  id: 'cms-2',
  label: 'Ann Lee',
  status: 'active',
  action: 'sync',
  okta: null,
  differences: [],
  at: null,
  problem: null,
  job: null,
};

it('says that Okta keeps an account, and how, and nothing of the kind of any other', () => {
  expect(meaningOf(row)).toBe('Both sides agree.');
  expect(meaningOf({ ...row, source: null })).toBe('Both sides agree.');
  expect(meaningOf({ ...row, source: 'scim' })).toBe('Both sides agree. Kept by Okta over SCIM.');
  expect(meaningOf({ ...row, source: 'pull' })).toBe('Both sides agree. Pulled from Okta.');
});
