import { z } from 'zod';

import type { World } from '../specs/world.ts';
import { blankPull } from '../../extension/src/console/pull/pull-model.ts';
import { finished } from '../practice/practice.ts';

/** Ids of what the scene made, for the pages that show one thing. */
export interface Scene {
  connection: string;
  /** A run whose plan waits at a limit. */
  waiting: string;
  /** A run that wrote users. */
  done: string;
}

const people = ['kwame.asante', 'noor.haddad', 'li.wei', 'maria.lindqvist', 'dmitri.volkov', 'priya.raghunathan'];

/** Brings a practice world to where every page has something to show: synced, differing, failed, held and gone users. */
export async function setScene(world: World): Promise<Scene> {
  const { call, connection, org, cms } = world.practice;
  const { id } = connection;
  const run = async (ids: string[] | null, mode: 'plan' | 'apply') => {
    const scope = ids === null ? { kind: 'all' as const } : { kind: 'accounts' as const, side: 'cms' as const, ids };
    const { job } = await call('run', {}, { connection: id, scope, mode });
    return finished(call, job);
  };
  const onSite = (name: string, change: { department?: string; blocked?: boolean }): void => {
    const user = cms.cms.site.userByName(name);
    if (!user) throw new Error(`the site has no ${name}`);
    if (change.department !== undefined) user.fields = { ...user.fields, field_department: [change.department] };
    if (change.blocked) user.status = false;
    user.changed = Math.floor(Date.now() / 1000);
  };
  const { mapping, methods } = connection;
  const either = mapping.map((rule) => (rule.okta === 'department' ? { ...rule, owner: 'either' as const } : rule));
  await call(
    'changeConnection',
    { id },
    { mapping: either, methods: { ...methods, scheduled: { ...methods.manual, on: true } } },
  );
  const first = await run(people, 'apply');
  onSite('li.wei', { department: 'Customs' });
  await run(['li.wei'], 'apply');
  onSite('noor.haddad', { department: 'Harbor office' });
  await changeInOkta(org, 'noor.haddad@harbor.example', 'Quay office');
  await run(['noor.haddad'], 'plan');
  onSite('dmitri.volkov', { blocked: true });
  await run(['dmitri.volkov'], 'apply');
  const schedule = { zone: 'Europe/Oslo', mode: 'apply', on: true } as const;
  await call('addSchedule', { id }, { ...schedule, kind: 'incremental', cron: '*/15 * * * *' });
  await call('addSchedule', { id }, { ...schedule, kind: 'full', cron: '0 3 * * 1', mode: 'plan' });
  onSite('kwame.asante', { department: 'Night shift' });
  await letOktaIn(world);
  await lookAtPull(world);
  const { id: waiting } = await run(null, 'apply');
  return { connection: id, waiting, done: first.id };
}

/** Okta's SCIM client has been here: a user, one who was there already, a group, and a look at the list. */
async function letOktaIn({ practice }: World): Promise<void> {
  const { call, agent } = practice;
  const { id, methods } = await call('connection', { id: practice.connection.id });
  await call(
    'changeConnection',
    { id },
    { direction: 'both', methods: { ...methods, scim: { ...methods.manual, on: true } } },
  );
  await agent.services.listener.serve({ port: 0 });
  const { text } = await call('addToken', { id }, { label: 'Okta', days: 90 });
  const { address, path } = await call('scimState', { id });
  const ask = async (method: string, place: string, body?: object): Promise<string> => {
    const answer = await fetch(`${address}${path}${place}`, {
      method,
      headers: {
        authorization: `Bearer ${text}`,
        'user-agent': 'Okta SCIM Client 1.0.0',
        'content-type': 'application/scim+json',
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const told = made.safeParse(await answer.json());
    return told.success ? told.data.id : '';
  };
  const user = (given: string, family: string) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: `${given}.${family}@harbor.example`.toLowerCase(),
    name: { givenName: given, familyName: family },
    emails: [{ value: `${given}.${family}@harbor.example`.toLowerCase(), primary: true, type: 'work' }],
    active: true,
  });
  await ask('GET', '/Users?startIndex=1&count=2');
  await ask('GET', '/Users?filter=userName eq "anh.tran@harbor.example"');
  const anh = await ask('POST', '/Users', user('Anh', 'Tran'));
  const ines = await ask('POST', '/Users', user('Ines', 'Okafor'));
  await ask('POST', '/Users', user('Anh', 'Tran'));
  await ask('POST', '/Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: 'Harbor editors',
    members: [{ value: anh }, { value: ines }],
  });
}

/** Somebody has set up pulls, and seen what the first would change. */
async function lookAtPull({ practice: { call, connection, org } }: World): Promise<void> {
  const { id } = connection;
  const { methods } = await call('connection', { id });
  const blank = blankPull(org.url);
  const pull = {
    ...blank,
    groups: [{ group: 'Harbor staff', roles: [{ target: null, role: 'Dock planner' }] }],
    additionalGroups: [{ source: 'Harbor (.*)', target: 'Finance' }],
    rules: [
      { when: 'okta.profile.department == "Press"', set: {}, addRoles: [], removeRoles: ['Finance'] },
      { when: null, set: { country: 'NO' }, addRoles: [], removeRoles: [] },
    ],
  };
  await call('changeConnection', { id }, { pull, methods: { ...methods, pull: { ...methods.manual, on: true } } });
  const { job } = await call('startPull', { id }, { mode: 'plan' });
  await finished(call, job);
}

const made = z.object({ id: z.string() });

async function changeInOkta(org: World['practice']['org'], login: string, department: string): Promise<void> {
  const answer = await fetch(`${org.url}/api/v1/users/${encodeURIComponent(login)}`, {
    method: 'POST',
    headers: { authorization: `SSWS ${org.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ profile: { department } }),
  });
  if (!answer.ok) throw new Error(`the practice org answered ${answer.status}`);
}
