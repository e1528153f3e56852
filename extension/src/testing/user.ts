import type { EntryAnswer } from '@rollcall/shared/api';
import type { FieldView, SideView, UserAnswer } from '@rollcall/shared/api-user';

const at = '2026-01-15T10:00:00.000Z';

function sideOf(directory: string, change: Partial<SideView> = {}): SideView {
  return {
    ref: { directory, id: `${directory}-2` },
    handle: '2',
    login: 'ann.lee',
    email: 'ann.lee@harbor.example',
    displayName: null,
    state: 'active',
    detail: null,
    guarded: [],
    groups: null,
    attributes: null,
    url: null,
    seenAt: at,
    ...change,
  };
}

export function fieldOf(change: Partial<FieldView>): FieldView {
  return {
    field: 'department',
    cmsField: 'field_department',
    title: 'Department',
    cms: 'Press',
    okta: 'Press',
    base: 'Press',
    owner: 'cms',
    onCreateOnly: false,
    sensitive: false,
    stands: 'agrees',
    writes: null,
    ...change,
  };
}

export function entryOf(change: Partial<EntryAnswer>): EntryAnswer {
  return {
    id: 'E-1',
    at,
    connection: 'c1',
    job: 'R-1',
    item: 'i1',
    by: { kind: 'client', id: 'x', name: 'Linux (Chromium 156)', cmsUser: 'admin' },
    trigger: 'manual',
    type: 'update',
    outcome: 'done',
    evidence: 'readBack',
    subject: { cms: 'cms-2', okta: 'okta-2', group: null },
    fields: ['department'],
    problem: null,
    image: null,
    steps: [],
    prev: '',
    mac: '',
    ...change,
  };
}

/** A linked user on whom both sides agree. */
export function userAnswerOf(change: Partial<UserAnswer>): UserAnswer {
  return {
    status: {
      handle: '2',
      id: 'cms-2',
      label: 'ann.lee',
      status: 'active',
      action: 'sync',
      okta: { id: 'okta-2', login: 'ann.lee@harbor.example', state: 'active', detail: null, url: null },
      differences: [],
      at,
      problem: null,
      job: null,
    },
    cms: sideOf('cms'),
    okta: sideOf('okta', { login: 'ann.lee@harbor.example' }),
    link: {
      id: 'L-1',
      origin: 'created',
      since: at,
      by: 'admin',
      syncedAt: at,
      frozen: false,
      ignored: [],
      stoppedBy: null,
      stoppedAt: null,
      failedTries: 0,
      setAside: false,
    },
    fields: [],
    live: false,
    last: null,
    ...change,
  };
}
