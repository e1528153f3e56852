import { testAnswer } from '@rollcall/shared/api';
import { time } from '@rollcall/shared/api-basics';
import { z } from 'zod';

import { put } from '../store/data.ts';
import type { Change } from '../store/data.ts';
import type { Store } from '../store/store.ts';

/** What the last test of a connection found on each side; null for a side that was not connected. */
const lastTest = z.object({ at: time, cms: testAnswer.shape.cms, okta: testAnswer.shape.okta });
export type LastTest = z.infer<typeof lastTest>;

/** The last test of what is connected now; null when there was none since a credential was entered. */
export function lastTestOf({ data }: Pick<Store, 'data'>, connection: string): LastTest | null {
  return lastTest.safeParse(data.settings[lastTestKey(connection)]).data ?? null;
}

export function lastTestChange(connection: string, test: LastTest): Change {
  return put('settings', lastTestKey(connection), test);
}

/** Where the last test is remembered; a new credential deletes it. */
export function lastTestKey(connection: string): string {
  return `tested/${connection}`;
}
