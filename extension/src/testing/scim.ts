import type { ScimAnswer, ScimTokenAnswer } from '@rollcall/shared/api-scim';

/** An active token that nobody has used yet. */
export function tokenOf(change: Partial<ScimTokenAnswer> = {}): ScimTokenAnswer {
  return {
    id: 't1',
    label: 'Okta',
    hint: '4f7Q',
    state: 'active',
    created: '2026-01-15T10:00:00.000Z',
    expires: null,
    expired: false,
    lastUsed: null,
    seenOkta: false,
    ...change,
  };
}

/** The state of a connection whose port is open and that nobody has called. */
export function scimStateOf(change: Partial<ScimAnswer> = {}): ScimAnswer {
  return {
    on: false,
    address: 'http://127.0.0.1:21480',
    path: '/c1/scim/v2',
    baseUrl: 'http://127.0.0.1:21480/c1/scim/v2',
    reach: null,
    lastUsed: null,
    users: 0,
    groups: 0,
    tokens: [],
    ...change,
  };
}
