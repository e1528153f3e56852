import { SyncError } from '@rollcall/shared';

import { readExpression } from './check-expressions.ts';
import { findConnection } from './connection-store.ts';
import { lastTestOf } from './last-test.ts';
import type { Handlers } from './serve.ts';
import { makeBundle } from './support-bundle.ts';
import { testConnection } from './test-connection.ts';

type Names = 'schema' | 'checkExpression' | 'supportBundle' | 'resumeConnection';

/** Between two tries to go on, in milliseconds: one click is one sign-in, since wrong ones lock accounts. */
const betweenTries = 30_000;

/** Schema, support bundle, and the way out of a pause. */
export const settingHandlers: Pick<Handlers, Names> = {
  schema: ({ params, services }) => services.schemas.of(findConnection(services, params['id'])),
  async checkExpression({ params, body, services }) {
    const known = await services.schemas.of(findConnection(services, params['id']));
    const { flaws, reads } = readExpression(body.text, body.place, known);
    return { flaws: [...flaws], reads: reads.map(({ path }) => path) };
  },
  supportBundle: ({ query, services }) => makeBundle(services, query.connection ?? null),
  async resumeConnection({ params, services }) {
    const connection = findConnection(services, params['id']);
    if (connection.pausedFor === null) return { ok: true, problem: null };
    const tested = lastTestOf(services.store, connection.id);
    const since = tested === null ? Infinity : Math.abs(services.now() - Date.parse(tested.at));
    if (since < betweenTries) {
      throw new SyncError('rate_limited', 'The connection was tested a moment ago and stays paused.', {
        scope: 'run',
        retryAt: new Date(services.now() + betweenTries - since).toISOString(),
        next: 'Correct the credential first, or wait half a minute.',
      });
    }
    const { problem } = await testConnection(services, connection, null);
    return { ok: findConnection(services, connection.id).pausedFor === null, problem };
  },
};
