import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';

import { del, put } from '../store/data.ts';
import type { Resource } from './filter-match.ts';
import { createScimWorld, oktaUser } from './scim.fixture.ts';
import type { ScimWorld } from './scim.fixture.ts';
import { newToken } from './token.ts';

let world: ScimWorld;
let id = '';
beforeAll(async () => {
  world = await createScimWorld();
  await world.agent.services.listener.serve({ port: 0 });
  ({ id } = await world.scim('POST', '/Users', { body: oktaUser('ann') }));
});
afterAll(() => world.close());

interface Sent {
  method?: string;
  token?: string | null;
  type?: string;
  headers?: Record<string, string | number>;
  body?: string;
  /** Written piece by piece, without telling how much it will be. */
  pieces?: Iterable<string>;
}

interface Got {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Record<string, unknown>;
  ms: number;
}

/** A call over the socket, with the path exactly as it is given. */
function call(path: string, sent: Sent = {}): Promise<Got> {
  const { method = 'GET', token = world.token, type, headers = {}, body, pieces } = sent;
  const begun = performance.now();
  const { port } = new URL(world.agent.services.listener.address ?? '');
  const about = {
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined && !pieces ? {} : { 'content-type': type ?? 'application/scim+json' }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method, path, headers: about, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const said: Record<string, unknown> = text.startsWith('{') ? JSON.parse(text) : {};
        const { statusCode: status = 0, headers: told } = answer;
        resolve({ status, headers: told, body: said, ms: performance.now() - begun });
        asked.destroy();
      });
    });
    // An answer that comes before all was sent ends the sending.
    asked.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error);
    });
    for (const piece of pieces ?? []) asked.write(piece);
    asked.end(body);
  });
}

const scim = (path: string, sent?: Sent) => call(`/${world.connection}/scim/v2${path}`, sent);
/** Status and word of an answer that must be a SCIM error with something to read. */
const refused = ({ status, headers, body }: Got) => {
  expect(body).toMatchObject({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(status),
    detail: expect.stringMatching(/^[A-Z“].{9,}/),
  });
  expect(headers['content-type']).toContain('application/scim+json');
  return [status, body['scimType'] ?? null];
};

describe('a token that lets nobody in', () => {
  const kept = (change: object) => {
    const about = {
      id: 'T-9',
      connection: world.connection,
      label: '',
      created: '2026-01-01T00:00:00Z',
      expires: null,
    };
    const { text, kept: token } = newToken(about);
    return { text, save: () => world.agent.services.store.commit([put('tokens', 'T-9', { ...token, ...change })]) };
  };
  const made = async (change: object) => {
    const { text, save } = kept(change);
    await save();
    return text;
  };
  test.each<[string, () => Promise<string | null>]>([
    ['none at all', async () => null],
    ['an empty one', async () => ''],
    ['a wrong one', async () => 'rollcall_wrong'],
    ['an inactive one', () => made({ state: 'inactive' })],
    ['one whose time is over', () => made({ expires: '2026-01-15T08:59:59.000Z' })],
    ['one of another connection', () => made({ connection: 'another' })],
    [
      'one that was removed',
      async () => {
        const text = await made({});
        expect((await scim('/Users', { token: text })).status).toBe(200);
        await world.agent.services.store.commit([del('tokens', 'T-9')]);
        return text;
      },
    ],
    ['the one of the local API', async () => world.agent.scriptToken],
    ['one of ten thousand characters', async () => 'x'.repeat(10_000)],
    ['one with a tail', async () => `${world.token} x`],
  ])('%s', async (_name, tokenOf) => {
    world.pass(61_000);
    const answer = await scim('/Users', { token: await tokenOf() });
    expect(refused(answer)).toEqual([401, null]);
    expect(answer.body['detail']).toBe('The token is not known here, or no longer good.');
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="Rollcall SCIM"');
  });

  it('is refused before ten megabytes are read', async () => {
    const sent = {
      method: 'POST',
      token: 'x',
      headers: { 'content-length': 10_000_000 },
      body: 'x'.repeat(10_000_000),
    };
    expect(refused(await scim('/Users', sent))[0]).toBe(401);
  });

  it('sent in a flood is slowed down, and good ones are served meanwhile', async () => {
    world.pass(61_000);
    const flood = Array.from({ length: 300 }, (_each, number) => scim('/Users', { token: `wrong-${number}` }));
    const good = await Promise.all(Array.from({ length: 10 }, () => scim(`/Users/${id}`)));
    const answers = await Promise.all(flood);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(20);
    const slowed = answers.filter(({ status }) => status === 429);
    expect(slowed).toHaveLength(280);
    expect(slowed.every((answer) => answer.headers['retry-after'] === '60' && refused(answer)[0] === 429)).toBe(true);
    expect(good.map(({ status }) => status)).toEqual(good.map(() => 200));
    expect(Math.max(...good.map(({ ms }) => ms))).toBeLessThan(3000);
  });
});

describe('a body', () => {
  const user = (more: Resource) => JSON.stringify(oktaUser('bob', more));
  const post = (sent: Sent, path = '/Users') => scim(path, { method: 'POST', ...sent });
  const flood = function* () {
    yield '{"title":"';
    for (let count = 0; count < 160; count += 1) yield 'x'.repeat(64 * 1024);
    yield '"}';
  };

  test.each<[string, () => Sent, [number, string | null]]>([
    ['CT-11 of ten megabytes, as it says', () => ({ body: user({ title: 'x'.repeat(10_000_000) }) }), [413, null]],
    ['of ten megabytes, without saying', () => ({ pieces: flood() }), [413, null]],
    [
      'CT-12 nested ten thousand deep',
      () => ({ body: `${'['.repeat(10_000)}${']'.repeat(10_000)}` }),
      [400, 'invalidSyntax'],
    ],
    [
      'with objects that deep',
      () => ({ body: `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}` }),
      [400, 'invalidSyntax'],
    ],
    ['CT-08 that is cut off', () => ({ body: user({}).slice(0, 40) }), [400, 'invalidSyntax']],
    ['that is empty', () => ({ body: '' }), [400, 'invalidSyntax']],
    ['that is no UTF-8', () => ({ body: Buffer.from([0x22, 0xff, 0x22]).toString('latin1') }), [400, 'invalidSyntax']],
    ['of a form', () => ({ body: 'userName=a', type: 'application/x-www-form-urlencoded' }), [415, null]],
    ['in parts', () => ({ body: '--x', type: 'multipart/form-data; boundary=x' }), [415, null]],
    ['of a type that only begins well', () => ({ body: user({}), type: 'application/json-patch+json' }), [415, null]],
    [
      'of names of the language',
      () => ({ body: '{"__proto__":{"userName":"x"},"constructor":{}}' }),
      [400, 'invalidValue'],
    ],
  ])('%s', async (_name, sent, wanted) => {
    expect(refused(await post(sent()))).toEqual(wanted);
    expect((await scim(`/Users/${id}`)).status).toBe(200);
    expect(({} as Record<string, unknown>)['userName']).toBeUndefined();
  });

  it('with a filter nested ten thousand deep, or of ten thousand terms, is refused within a moment', async () => {
    const filters = [
      `${'('.repeat(10_000)}id pr${')'.repeat(10_000)}`,
      `${'not ('.repeat(700)}id pr${')'.repeat(700)}`,
      Array.from({ length: 10_000 }, (_each, number) => `id eq "${number}"`).join(' or '),
      Array.from({ length: 400 }, () => 'id pr').join(' or '),
      `userName eq "${'\\\\'.repeat(23)}`,
    ];
    for (const filter of filters) {
      const answer = await post({ body: JSON.stringify({ filter }) }, '/.search');
      expect(refused(answer)).toEqual([400, 'invalidFilter']);
      expect(answer.ms).toBeLessThan(1000);
    }
  });

  it('with twenty thousand members whom nobody knows, or a thousand operations, holds up nobody', async () => {
    const members = Array.from({ length: 20_000 }, (_each, number) => ({ value: `u${number}` }));
    const made = await post({ body: JSON.stringify({ displayName: 'Crew', members }) }, '/Groups');
    expect(made.status).toBe(201);
    const operations = Array.from({ length: 1000 }, (_each, number) => ({
      op: 'remove',
      path: `members[value eq "u${number}"]`,
    }));
    const patch = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };
    const [changed, read] = await Promise.all([
      scim(`/Groups/${String(made.body['id'])}`, { method: 'PATCH', body: JSON.stringify(patch) }),
      scim(`/Users/${id}`),
    ]);
    expect([changed.status, read.status]).toEqual([204, 200]);
    expect(Math.max(changed.ms, read.ms)).toBeLessThan(3000);
    const more = { ...patch, Operations: [...operations, ...operations] };
    const path = `/Groups/${String(made.body['id'])}`;
    expect(refused(await scim(path, { method: 'PATCH', body: JSON.stringify(more) }))).toEqual([400, 'invalidSyntax']);
  });
});

describe('an address', () => {
  test.each([
    '/Users/..%2f..%2f..%2fetc%2fpasswd',
    '/Users/%2e%2e',
    '/Users/%00',
    '/Users/%E0%A4%A',
    '/Users/__proto__',
    '/Users/constructor',
    `/Users/${'x'.repeat(5000)}`,
    '/Groups/%22%3E%3Cscript%3E',
    '/Schemas/..%2fUsers',
    '/ResourceTypes/__proto__',
    '//Users',
    '/Users/x/y',
  ])('%s is nobody’s', async (path) => {
    expect(refused(await scim(path))).toEqual([404, null]);
  });
  test.each(['/../../v1/connections', '/%2e%2e/%2e%2e/v1/connections', '/Users/../../../../v1/hello'])(
    '%s reaches nothing of the local API',
    async (path) => {
      expect((await scim(path, { token: world.agent.scriptToken })).status).toBeGreaterThanOrEqual(400);
    },
  );
  it('with a slash too many tells what to change in Okta', async () => {
    expect((await scim('//Users')).body['detail']).toContain('must not end with a slash');
  });
  it('with names of the language as parameters is answered as without', async () => {
    expect((await scim('/Users?__proto__=x&constructor=y&toString=z')).status).toBe(200);
  });
  it('is also asked by HEAD and OPTIONS, and for whom the token stands', async () => {
    expect((await scim(`/Users/${id}`, { method: 'HEAD' })).status).toBe(200);
    const options = await scim('/Users', { method: 'OPTIONS', headers: { origin: 'https://evil.example' } });
    expect([refused(options)[0], options.headers['allow']]).toEqual([405, 'GET, POST']);
    expect(options.headers['access-control-allow-origin']).toBeUndefined();
    expect(refused(await scim('/Me'))[0]).toBe(501);
  });
});
