import { systemCaller } from '../access/caller.ts';
import { assignUser, appParty } from '../apps/assign.ts';
import type { ImportedUser, ImportResult, Resource, ScimApp } from '../apps/app.ts';
import { userParty } from '../log/system-log.ts';
import { validationFailed } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { createUser } from '../users/create.ts';
import type { Send } from './http.ts';
import { isReady } from './provision-user.ts';
import type { Provisioner } from './provisioner.ts';
import { toScimUser } from './user-body.ts';
import { readList } from './user-calls.ts';

const pageSize = 100;

interface Parts {
  readonly org: Org;
  readonly provisioner: Provisioner;
}

/**
 * Okta's "Import Now": reads every page of users, and of groups where these are ticked. Inactive users are passed over;
 * those who are not assigned wait for a person. Throws E0000001 without the tick, ScimProblem when a page fails.
 */
export async function importNow({ org, provisioner }: Parts, app: ScimApp): Promise<ImportResult> {
  if (!isReady(app) || !app.connection.features.includes('import'))
    throw validationFailed(['import: Import Users is not switched on for this app']);
  const { baseUrl, features } = app.connection;
  const send = provisioner.send(app, { baseUrl, token: org.state.scim.secretOf(app.id) });
  const assigned = new Set([...org.state.scim.usersAfter(app.id, 0)].map(({ externalId }) => externalId));
  const waiting: ImportedUser[] = [];
  let scanned = 0;
  let inactive = 0;
  for await (const resource of readAll(send, '/Users')) {
    scanned += 1;
    if (resource['active'] === false) inactive += 1;
    else if (!assigned.has(String(resource['id']))) waiting.push(toImported(org, resource));
  }
  let groups = 0;
  if (features.includes('importGroups')) for await (const _ of readAll(send, '/Groups')) groups += 1;
  const known = scanned - inactive - waiting.length;
  const result: ImportResult = { appId: app.id, at: org.now(), scanned, inactive, known, groups, waiting };
  org.state.commit({ kind: 'import', result });
  return result;
}

/** What became of those who were confirmed, and why some were not. */
export interface Confirmed {
  readonly linked: number;
  readonly created: number;
  readonly refused: readonly string[];
}

/** Confirms imported users: one with a match is assigned to that Okta user, any other becomes a new staged user. */
export async function confirmImport({ org }: Parts, app: ScimApp, ids: readonly string[]): Promise<Confirmed> {
  const result = org.state.scim.importOf(app.id);
  const wanted = (result?.waiting ?? []).filter(({ externalId }) => ids.includes(externalId));
  let linked = 0;
  let created = 0;
  const refused: string[] = [];
  const done = new Set<string>();
  for (const imported of wanted) {
    try {
      await confirm(org, app, imported);
    } catch (error) {
      refused.push(`${imported.userName}: ${error instanceof Error ? error.message : String(error)}`);
      continue;
    }
    if (imported.match === null) created += 1;
    else linked += 1;
    done.add(imported.externalId);
  }
  const latest = org.state.scim.importOf(app.id);
  if (latest !== undefined)
    org.state.commit({
      kind: 'import',
      result: { ...latest, waiting: latest.waiting.filter(({ externalId }) => !done.has(externalId)) },
    });
  return { linked, created, refused };
}

async function confirm(org: Org, app: ScimApp, imported: ImportedUser): Promise<void> {
  const caller = systemCaller();
  const matched = imported.match === null ? undefined : org.state.users.byId(imported.match);
  const { userName, email, firstName, lastName } = imported;
  const profile = { login: userName, email: email || userName, firstName, lastName };
  const user =
    matched ??
    (await createUser(org, caller, { body: { profile }, activate: false, provider: false, nextLogin: undefined }));
  const assigned = assignUser({ org, caller, app, user }, { userName });
  // The app has the person already, so there is nothing to tell it until something changes.
  const sent = toScimUser(user, assigned, app);
  const linked = { externalId: imported.externalId, isOn: true, sent, state: 'done', lastSync: org.now() } as const;
  org.state.commit({ kind: 'appUser', user: { ...assigned, ...linked } });
  org.log.record(caller, {
    eventType: 'application.provision.user.import_profile',
    message: 'Import user from application',
    target: [userParty(user), appParty(app)],
  });
}

async function* readAll(send: Send, endpoint: '/Users' | '/Groups'): AsyncGenerator<Resource> {
  const purpose = `Import ${endpoint === '/Users' ? 'users' : 'groups'}`;
  for (let start = 1; ;) {
    const { Resources, totalResults } = await readList(
      send,
      `${endpoint}?startIndex=${start}&count=${pageSize}`,
      purpose,
    );
    yield* Resources;
    start += Resources.length;
    if (Resources.length === 0 || start > totalResults) return;
  }
}

function toImported(org: Org, resource: Resource): ImportedUser {
  const userName = textAt(resource['userName']);
  const mails = Array.isArray(resource['emails']) ? resource['emails'] : [];
  const email = textAt(mails.find((mail: unknown) => partOf(mail, 'primary') === true) ?? mails[0], 'value');
  const match = org.state.users.byLogin(userName) ?? (email === '' ? undefined : org.state.users.byEmail(email)[0]);
  return {
    externalId: textAt(resource['id']),
    userName,
    email,
    firstName: textAt(resource['name'], 'givenName'),
    lastName: textAt(resource['name'], 'familyName'),
    match: match === undefined || match.status === 'DEPROVISIONED' ? null : match.id,
  };
}

function textAt(value: unknown, part?: string): string {
  const found = part === undefined ? value : partOf(value, part);
  return typeof found === 'string' ? found : '';
}

function partOf(value: unknown, part: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === part)?.[1]
    : undefined;
}
