import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type AccountRow, type Link, systemActor } from '@rollcall/shared';

/** A new empty folder and a way to remove it. */
export async function temporaryHome(): Promise<{ home: string; remove: () => Promise<void> }> {
  const home = await mkdtemp(path.join(tmpdir(), 'rollcall-'));
  return { home, remove: () => rm(home, { recursive: true, force: true }) };
}

/** A CMS account's row, about 300 bytes as JSON. */
export function sampleRow(number: number, directory = 'site'): AccountRow {
  return {
    ref: { directory, id: `0b9c7a52-6f7e-4f0e-9d55-${String(number).padStart(12, '0')}` },
    handle: String(number),
    login: `person${number}@school.example`,
    email: `person${number}@school.example`,
    displayName: `Person ${number}`,
    state: 'active',
    detail: null,
    guarded: [],
    hash: String(number).padStart(32, 'a'),
    seenAt: '2026-01-05T08:00:00.000Z',
    sweep: 12,
    missing: 0,
    absentAt: null,
    note: null,
  };
}

/** A link with ten mapped attributes, about 860 bytes as JSON. */
export function sampleLink(number: number): Link {
  return {
    id: `link-${number}`,
    connection: 'school',
    cms: sampleRow(number).ref,
    okta: { directory: 'org', id: `00u${String(number).padStart(17, 'x')}` },
    origin: 'created',
    createdSide: 'okta',
    by: systemActor,
    since: '2026-01-05T08:00:00.000Z',
    base: {
      login: `person${number}@school.example`,
      email: `person${number}@school.example`,
      firstName: 'Person',
      lastName: `Number ${number}`,
      displayName: `Person Number ${number}`,
      department: 'Mathematics and Natural Sciences',
      title: 'Teacher',
      mobilePhone: '+41 44 555 01 23',
      city: 'Winterthur',
      preferredLanguage: 'de',
    },
    baseState: { cms: 'active', okta: 'active' },
    hash: { cms: String(number).padStart(32, 'b'), okta: String(number).padStart(32, 'c') },
    syncedAt: '2026-01-05T08:00:00.000Z',
    stoppedBy: null,
    stoppedAt: null,
    ignored: [],
    frozen: false,
    differences: [],
    conflict: false,
    lastError: null,
  };
}
