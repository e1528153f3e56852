import { beforeEach, describe, expect, it } from 'vitest';
import { createPracticeCms } from '../practice-cms.ts';
import type { PracticeCms } from '../practice-cms.ts';
import { noRecordings, recordedSamples } from '../recorded.ts';
import type { Sample } from '../recorded.ts';
import { TestClient, addAccount, adminOf, clientOf } from '../test-client.ts';

if (noRecordings) process.stdout.write(`skipped: ${noRecordings}\n`);

const SAMPLE_UUID = '8c27396c-a333-4b26-a136-812cf0f56ed0';
const REVIEWER_UUID = 'b25ef28a-e1f9-4aa0-b8c7-dedb635fd668';
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const HEADERS = ['Content-Type', 'Allow', 'WWW-Authenticate', 'Cache-Control', 'X-Generator'];

let practice: PracticeCms;

beforeEach(() => {
  practice = createPracticeCms({ users: 60, password: 'harbor' });
  addAccount(practice, 'dru_alice', []);
  addAccount(practice, 'dru_plus+tag', []);
  addAccount(practice, 'dru_bob.blocked', [], { status: false });
});

/** What has to be so before a sample's request makes sense. */
async function prepare({ name, request }: Sample): Promise<void> {
  const { site } = practice.cms;
  const isCreate = request.method === 'POST' && request.path === '/jsonapi/user/user';
  if (!isCreate || name.includes('duplicate')) {
    const roles = [site.addRole('dru_reviewer', 'Dru Reviewer').id];
    addAccount(practice, 'dru_sample', [], { mail: 'dru_sample@example.test', roles });
  } else {
    site.addRole('dru_reviewer', 'Dru Reviewer');
  }
  if (name === 'read-only-405') site.configure({ readOnly: true });
  if (name === 'login-403-flood') {
    const body = JSON.stringify({ name: 'dru_plus+tag', pass: 'x' });
    for (let tries = 0; tries < 5; tries += 1) {
      await new TestClient(practice).fetch('/user/login?_format=json', { method: 'POST', body });
    }
  }
}

function clientFor({ name, request }: Sample): TestClient {
  if (name.endsWith('bad-password')) return new TestClient(practice).basic('admin', 'wrong');
  if (request.auth === 'admin') return adminOf(practice);
  return request.auth === 'none' ? new TestClient(practice) : clientOf(practice, request.auth);
}

function ask(sample: Sample) {
  const { method, path, body } = sample.request;
  const login = path.startsWith('/user/login');
  const own = (text: string) =>
    text
      .replaceAll(SAMPLE_UUID, practice.cms.site.userByName('dru_sample')?.uuid ?? SAMPLE_UUID)
      .replaceAll(REVIEWER_UUID, practice.cms.site.role('dru_reviewer')?.uuid ?? REVIEWER_UUID);
  const json = own(JSON.stringify(body)).replace('S3cret-pass-1', login ? 'pass of dru_alice' : 'S3cret-pass-1');
  const headers = sample.name === 'create-415' ? { 'Content-Type': 'application/json' } : {};
  return clientFor(sample).api(method, own(path), body === null ? {} : { body: json, headers });
}

/** The keys and value types of an answer, with ids made equal; lists are told by their fullest item. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    return items
      .toSorted((a, b) => JSON.stringify(b).length - JSON.stringify(a).length)
      .slice(0, 1)
      .map(shapeOf);
  }
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(
      ([key]) =>
        !key.startsWith('field_') || key === 'field_department' || key === 'field_name' || key === 'field_type',
    );
    return Object.fromEntries(entries.map(([key, inner]) => [key.replace(/^item--\w+$/, 'item--*'), shapeOf(inner)]));
  }
  return value === null ? 'nothing' : typeof value;
}

/** What the recorded shape has and ours has not, and the other way round; null fits any plain value. */
function differences(recorded: unknown, ours: unknown, at = ''): string[] {
  if (recorded === 'nothing' || ours === 'nothing') return [];
  if (Array.isArray(recorded) && Array.isArray(ours)) {
    if (recorded.length === 0 || ours.length === 0) return [];
    return differences(recorded[0], ours[0], `${at}[]`);
  }
  if (isObject(recorded) && isObject(ours)) {
    const keys = new Set([...Object.keys(recorded), ...Object.keys(ours)]);
    return [...keys].flatMap((key) => {
      if (!(key in ours)) return [`${at}.${key} is missing`];
      if (!(key in recorded)) return [`${at}.${key} is not in the recording`];
      return differences(recorded[key], ours[key], `${at}.${key}`);
    });
  }
  return recorded === ours ? [] : [`${at} is ${JSON.stringify(ours)}, recorded ${JSON.stringify(recorded)}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

// A core role's dependencies name modules and config this site does not have.
const EXPECTED_DIFFERENCES = new Set(['.data[].attributes.dependencies.config is missing']);

const fold = (text: string) => text.replaceAll(UUID, '*').replaceAll(/http:\/\/[\w.:]+/g, 'http://site');

function detailsOf(body: unknown): string[] {
  if (!isObject(body)) return [];
  if (typeof body.message === 'string') return [body.message];
  if (!Array.isArray(body.errors)) return [];
  return body.errors.map((error: unknown) => (isObject(error) ? fold(String(error.detail)) : ''));
}

describe.skipIf(noRecordings)('beside the recorded answers of Drupal 10.6', () => {
  const samples = noRecordings ? [] : recordedSamples();

  it('has recordings to compare', () => {
    expect(samples.length).toBeGreaterThan(25);
  });

  it.each(samples.map((sample) => [sample.name, sample] as const))('%s', async (_, sample) => {
    await prepare(sample);
    const answer = await ask(sample);
    const { status, headers, body } = sample.response;
    expect(answer.status).toBe(status);
    for (const name of HEADERS) expect([name, answer.headers.get(name)]).toEqual([name, headers[name] ?? null]);
    expect(answer.headers.has('Location')).toBe('Location' in headers);
    const ours: unknown = answer.text === '' ? '' : JSON.parse(answer.text);
    expect(detailsOf(ours)).toEqual(detailsOf(body));
    expect(differences(shapeOf(body), shapeOf(ours)).filter((line) => !EXPECTED_DIFFERENCES.has(line))).toEqual([]);
  });

  it.each(['users-page1', 'users-last-page', 'users-sparse-include-roles', 'users-filter-changed'])(
    '%s links like the recording',
    async (name) => {
      const sample = samples.find((candidate) => candidate.name === name);
      if (!sample) throw new Error(`no sample ${name}`);
      const { json } = await ask(sample);
      const recorded = isObject(sample.response.body) ? sample.response.body.links : undefined;
      const links = (value: unknown) => fold(JSON.stringify(value));
      const self = (value: unknown) => (isObject(value) && isObject(value.self) ? links(value.self) : '');
      expect(self(json.links)).toBe(self(recorded));
      if (name !== 'users-filter-changed' && name !== 'users-last-page')
        expect(links(json.links)).toBe(links(recorded));
    },
  );
});
