import { SyncError } from '@rollcall/shared/error';
import { describe, expect, it } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';

import { stubbedClient, type StubOptions } from '../testing/agent-stub.ts';
import { entryOf, userAnswerOf } from '../testing/user.ts';
import { createUserHandlers } from './user-handlers.ts';

const sender = { origin: 'https://cms.example', tab: 7 };
const connection = {
  id: 'c1',
  name: 'Harbor',
  colour: 'live',
  mode: 'live',
  pausedFor: null,
  oktaUrl: null,
  cmsUrl: 'https://cms.example',
  newInOkta: 'staged',
};
const status = { connection, summary: null, rows: [], problem: null, job: null };
const where = { basePath: '', handle: '2' };

function world(answers: StubOptions['answers']) {
  const stub = stubbedClient({ answers: { 'POST /v1/status': { body: status }, ...answers } });
  return { ...stub, users: createUserHandlers(stub.client) };
}

describe('what the page of a user may ask for', () => {
  it('is that user of the site’s own connection, live or from the store', async () => {
    const answer = userAnswerOf({});
    const { users, sentTo } = world({
      'GET /v1/connections/c1/users/2': { body: answer },
      'POST /v1/connections/c1/users/2/compare': { body: { ...answer, live: true } },
      'PUT /v1/connections/c1/users/2/link': { body: answer },
    });
    expect(await users.user(where, sender)).toMatchObject({ live: false });
    expect(await users.compare(where, sender)).toMatchObject({ live: true });
    await users.freeze({ ...where, frozen: true }, sender);
    expect(sentTo('/v1/connections/c1/users/2/link')[0]?.body).toEqual({ frozen: true });
  });

  it('is a short history without the values', async () => {
    const entry = { ...entryOf({}), before: { title: 'secret before' }, after: { title: 'secret after' } };
    const entries = Array.from({ length: 9 }, (_, at) => ({ ...entry, id: `E-${at}` }));
    const { users } = world({
      'GET /v1/connections/c1/users/2/history': { body: { entries, more: false, moment: null } },
    });
    const history = await users.history(where, sender);
    expect(history.map(({ id }) => id)).toEqual(['E-0', 'E-1', 'E-2', 'E-3', 'E-4', 'E-5']);
    expect(JSON.stringify(history)).not.toContain('secret');
  });

  it('is the console at that user, in a tab of its own', async () => {
    const { users } = world({});
    await users.openUser(where, sender);
    const tabs = await fakeBrowser.tabs.query({});
    expect(tabs.map(({ url }) => url)).toContainEqual(expect.stringMatching(/\/options\.html#\/c1\/user\/2$/));
  });

  it('unlinks each once, and says at whom it stopped', async () => {
    const refused = new SyncError('locked', 'A run is going on.').problem;
    const { users, sentTo } = world({
      'DELETE /v1/connections/c1/users/2/link': { body: {} },
      'DELETE /v1/connections/c1/users/3/link': { status: 409, body: refused },
    });
    expect(await users.unlink({ basePath: '', handles: ['2', '2', '3', '4'] }, sender)).toMatchObject({
      done: ['2'],
      problem: { code: 'locked' },
    });
    expect(sentTo('/v1/connections/c1/users/2/link')).toHaveLength(1);
    expect(sentTo('/v1/connections/c1/users/4/link')).toEqual([]);
  });
});
