import { createHash } from 'node:crypto';
import { hashPassword } from './password.ts';
import type { Role, SiteState, User } from './model.ts';
import { generatePerson } from './generated-person.ts';
import type { Person } from './person.ts';

export interface SeedOptions {
  adminPassword: string;
  /** How many made-up people join the named ones. */
  generated: number;
  /** Epoch seconds of the installation. */
  now: number;
  language: string;
}

const DAY = 86_400;

const PEOPLE: readonly Person[] = [
  {
    name: 'ingrid.solberg',
    mail: 'ingrid.solberg@harbor.example',
    given: 'Ingrid',
    family: 'Solberg',
    department: 'IT',
    roles: ['administrator'],
    age: 900,
    seen: 1,
  },
  {
    name: 'kwame.asante',
    mail: 'kwame.asante@harbor.example',
    given: 'Kwame',
    family: 'Asante',
    department: 'IT',
    roles: ['administrator'],
    age: 610,
    seen: 3,
  },
  {
    name: 'maria.lindqvist',
    mail: 'maria.lindqvist@harbor.example',
    given: 'Maria',
    family: 'Lindqvist',
    department: 'Communications',
    teams: ['web', 'press'],
    roles: ['content_editor'],
    age: 540,
    seen: 0.2,
  },
  {
    name: "siobhan.o'brien",
    mail: "siobhan.o'brien@harbor.example",
    given: 'Siobhán',
    family: "O'Brien",
    department: 'Communications',
    teams: ['press'],
    roles: ['content_editor'],
    age: 480,
    seen: 2,
  },
  {
    name: '山田太郎',
    mail: 'taro.yamada@harbor.example',
    given: '太郎',
    family: '山田',
    department: 'Operations',
    teams: ['night shift'],
    roles: ['dock_planner'],
    age: 470,
    seen: 6,
  },
  {
    name: 'Олена Коваль',
    mail: 'olena.koval@harbor.example',
    given: 'Олена',
    family: 'Коваль',
    department: 'Finance',
    roles: ['finance'],
    age: 450,
    seen: 9,
  },
  {
    name: 'فاطمة الزهراء',
    mail: 'fatima.alzahra@harbor.example',
    given: 'فاطمة',
    family: 'الزهراء',
    department: 'Customs',
    age: 430,
    seen: 12,
  },
  {
    name: 'Łukasz Wiśniewski',
    mail: 'lukasz.wisniewski@harbor.example',
    given: 'Łukasz',
    family: 'Wiśniewski',
    department: 'Operations',
    teams: ['quay 3'],
    roles: ['dock_planner'],
    age: 400,
    seen: 4,
  },
  {
    name: 'priya.raghunathan',
    mail: 'priya.raghunathan@harbor.example',
    given: 'Priya',
    family: 'Raghunathan',
    department: 'Engineering',
    teams: ['cranes', 'safety'],
    age: 390,
    seen: 1,
  },
  {
    name: 'joão.conceição',
    mail: 'joao.conceicao@harbor.example',
    given: 'João',
    family: 'Conceição',
    department: 'Engineering',
    teams: ['cranes'],
    age: 380,
    seen: 20,
  },
  {
    name: 'νίκος.παππάς',
    mail: 'nikos.pappas@harbor.example',
    given: 'Νίκος',
    family: 'Παππάς',
    department: 'Customs',
    age: 350,
    seen: 31,
  },
  {
    name: 'tomas.kral+web',
    mail: 'tomas.kral+web@harbor.example',
    given: 'Tomáš',
    family: 'Král',
    department: 'Communications',
    teams: ['web'],
    roles: ['content_editor'],
    age: 320,
    seen: 5,
  },
  {
    name: 'helen@harbor.example',
    mail: 'helen@harbor.example',
    given: 'Helen',
    family: 'Marsh',
    department: 'Human Resources',
    roles: ['content_editor'],
    age: 300,
    seen: 0.5,
  },
  {
    name: 'Bartholomew Featherstonehaugh-Cholmondeley of the North Quay',
    mail: 'b.featherstonehaugh@harbor.example',
    given: 'Bartholomew',
    family: 'Featherstonehaugh-Cholmondeley',
    department: 'Board',
    age: 280,
    seen: 80,
  },
  { name: 'quay.terminal.4', mail: null, department: 'Operations', age: 260, seen: 0.1 },
  {
    name: 'ann lee',
    mail: 'ann.lee@harbor.example',
    given: 'Ann',
    family: 'Lee',
    department: 'Finance',
    roles: ['finance'],
    age: 240,
    seen: 7,
  },
  {
    name: 'ann.lee',
    mail: 'ann.lee@agency.example',
    given: 'Ann',
    family: 'Lee',
    department: 'Contractors',
    age: 120,
    seen: 40,
  },
  {
    name: 'dmitri.volkov',
    mail: 'dmitri.volkov@harbor.example',
    given: 'Dmitri',
    family: 'Volkov',
    department: 'Operations',
    blocked: true,
    age: 700,
    seen: 210,
  },
  {
    name: 'greta.holm',
    mail: 'greta.holm@harbor.example',
    given: 'Greta',
    family: 'Holm',
    department: 'Finance',
    roles: ['finance'],
    blocked: true,
    age: 650,
    seen: 150,
  },
  {
    name: 'sam.okafor',
    mail: 'Sam.Okafor@Harbor.example',
    given: 'Sam',
    family: 'Okafor',
    department: 'Engineering',
    blocked: true,
    age: 330,
    seen: 95,
  },
  {
    name: 'li.wei',
    mail: 'li.wei@harbor.example',
    given: '伟',
    family: '李',
    department: 'Engineering',
    teams: ['cranes'],
    age: 30,
    seen: 1,
  },
  {
    name: 'noor.haddad',
    mail: 'noor.haddad@harbor.example',
    given: 'Noor',
    family: 'Haddad',
    department: 'Human Resources',
    age: 6,
  },
  { name: 'new.starter', mail: 'new.starter@harbor.example', age: 1 },
];

/** The organisation's first state: admin (uid 1), the named people, then the generated ones. Only admin has a password. */
export function seedState({ adminPassword, generated, now, language }: SeedOptions): SiteState {
  const people = [...PEOPLE, ...Array.from({ length: generated }, (_, index) => generatePerson(index))];
  const anonymous = toUser(0, { name: '', mail: null, blocked: true, age: 1000 }, now, language);
  const admin: User = {
    ...toUser(
      1,
      { name: 'admin', mail: 'admin@harbor.example', roles: ['administrator'], age: 1000, seen: 0.1 },
      now,
      language,
    ),
    passwordHash: hashPassword(adminPassword),
  };
  const users = [anonymous, admin, ...people.map((person, index) => toUser(index + 2, person, now, language))];
  return {
    version: 1,
    nextUid: users.length,
    users,
    roles: seedRoles(),
    settings: {
      cancelMethod: 'user_cancel_block',
      register: 'visitors_admin_approval',
      mailOnUnblock: true,
      readOnly: false,
      jsonapi: true,
    },
  };
}

function toUser(uid: number, person: Person, now: number, language: string): User {
  const created = Math.floor(now - (person.age ?? 0) * DAY);
  const access = person.seen === undefined ? 0 : Math.floor(now - person.seen * DAY);
  const fields: Record<string, string[]> = {};
  if (person.department) fields.field_department = [person.department];
  if (person.family) fields.field_family_name = [person.family];
  if (person.given) fields.field_given_name = [person.given];
  if (person.teams) fields.field_team = person.teams;
  return {
    uid,
    uuid: stableUuid(`user ${uid} ${person.name}`),
    name: person.name,
    mail: person.mail,
    init: person.mail,
    status: !person.blocked,
    created,
    changed: created,
    access,
    login: access,
    cached: { access, login: access },
    langcode: language,
    preferredLangcode: language,
    preferredAdminLangcode: null,
    timezone: 'UTC',
    roles: person.roles ?? [],
    fields,
    passwordHash: null,
  };
}

/** A version 4 form UUID that is the same on every fresh site, so that tests and screenshots repeat. */
function stableUuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function seedRoles(): Role[] {
  const rows: [string, string, string[], string[]][] = [
    ['anonymous', 'Anonymous user', ['access content', 'search content'], ['search', 'system']],
    [
      'authenticated',
      'Authenticated user',
      ['access content', 'access shortcuts', 'search content'],
      ['search', 'shortcut', 'system'],
    ],
    [
      'content_editor',
      'Content editor',
      [
        'access administration pages',
        'access content overview',
        'create article content',
        'create page content',
        'edit own article content',
        'view the administration theme',
      ],
      ['node', 'system'],
    ],
    ['administrator', 'Administrator', [], []],
    ['dock_planner', 'Dock planner', ['access user profiles'], ['user']],
    ['finance', 'Finance', [], []],
  ];
  return rows.map(([id, label, permissions, modules], weight) => ({
    id,
    uuid: stableUuid(`role ${id}`),
    label,
    weight,
    isAdmin: weight > 3 ? null : id === 'administrator',
    permissions,
    modules,
  }));
}
