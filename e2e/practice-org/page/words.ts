import type { OperationName } from '../users/lifecycle.ts';

export type Language = 'en' | 'de';

/** Every word of the pages; statuses and event types stay as Okta writes them. */
export interface Words {
  readonly stripe: string;
  readonly reset: string;
  readonly resetQuestion: string;
  readonly resetEffect: string;
  readonly keep: string;
  readonly people: string;
  readonly groups: string;
  readonly group: string;
  readonly apps: string;
  readonly log: string;
  readonly find: string;
  readonly findButton: string;
  readonly shown: (shown: string, all: string) => string;
  readonly noLimit: string;
  readonly limit: (limit: string, used: string) => string;
  readonly person: string;
  readonly login: string;
  readonly state: string;
  readonly changed: string;
  readonly action: string;
  readonly more: string;
  readonly nobody: string;
  readonly nothing: string;
  readonly signIn: string;
  readonly address: string;
  readonly token: string;
  readonly app: string;
  readonly keyFile: string;
  readonly notSecret: string;
  readonly add: string;
  readonly addAndActivate: string;
  readonly save: string;
  readonly profile: string;
  readonly edit: string;
  readonly id: string;
  readonly password: string;
  readonly newPassword: string;
  readonly setPassword: string;
  readonly activity: string;
  readonly join: string;
  readonly leave: string;
  readonly members: (count: string) => string;
  readonly when: string;
  readonly event: string;
  readonly who: string;
  readonly whom: string;
  readonly deleteFor: (name: string) => string;
  readonly deleteEffect: string;
  readonly delete: string;
  readonly done: (name: string, status: string) => string;
  readonly erased: (name: string) => string;
  readonly refused: string;
  readonly notFound: string;
  readonly operations: Readonly<Record<OperationName, string>>;
}

const en: Words = {
  stripe: 'Made-up people on this computer. Nothing here is real, and nothing leaves.',
  reset: 'Reset',
  resetQuestion: 'Put everything back to the start?',
  resetEffect:
    'All people, groups and changes are removed and the people of the start come back. The token and the key stay.',
  keep: 'Keep everything',
  people: 'People',
  groups: 'Groups',
  group: 'Group',
  apps: 'Applications',
  log: 'Log',
  find: 'Find by name or login',
  findButton: 'Find',
  shown: (shown, all) => `${shown} of ${all} people.`,
  noLimit: 'No rate limit.',
  limit: (limit, used) => `Rate limit: ${limit} a minute, ${used} used.`,
  person: 'Person',
  login: 'Login',
  state: 'State',
  changed: 'Changed',
  action: 'Action',
  more: 'More',
  nobody: 'Nobody here by that name.',
  nothing: 'Nothing has happened yet.',
  signIn: 'Sign-in for Rollcall',
  address: 'Address',
  token: 'Token',
  app: 'Service app',
  keyFile: 'Private key',
  notSecret: '(not a secret)',
  add: 'Add person',
  addAndActivate: 'Activate at once',
  save: 'Save',
  profile: 'Profile',
  edit: 'Change the profile',
  id: 'Id',
  password: 'Password',
  newPassword: 'New password',
  setPassword: 'Set password',
  activity: 'What happened',
  join: 'Add to group',
  leave: 'Remove',
  members: (count) => `${count} members`,
  when: 'When',
  event: 'Event',
  who: 'By',
  whom: 'On',
  deleteFor: (name) => `Delete ${name}?`,
  deleteEffect: 'The user and its id are gone for good. The login is free again.',
  delete: 'Delete',
  done: (name, status) => `${name} is ${status} now.`,
  erased: (name) => `${name} is deleted.`,
  refused: 'Not done',
  notFound: 'There is no such page.',
  operations: {
    activate: 'Activate',
    reactivate: 'Resend',
    deactivate: 'Deactivate',
    suspend: 'Suspend',
    unsuspend: 'Unsuspend',
    unlock: 'Unlock',
    expire_password: 'Expire password',
    expire_password_with_temp_password: 'Temporary password',
    reset_password: 'Reset password',
    reset_factors: 'Reset factors',
  },
};

const de: Words = {
  stripe: 'Erfundene Personen auf diesem Computer. Nichts davon ist echt, und nichts verlässt ihn.',
  reset: 'Zurücksetzen',
  resetQuestion: 'Alles auf den Anfang zurücksetzen?',
  resetEffect:
    'Alle Personen, Gruppen und Änderungen werden entfernt, die Personen des Anfangs kommen zurück. Token und Schlüssel bleiben.',
  keep: 'Alles behalten',
  people: 'Personen',
  groups: 'Gruppen',
  group: 'Gruppe',
  apps: 'Anwendungen',
  log: 'Protokoll',
  find: 'Nach Name oder Anmeldename suchen',
  findButton: 'Suchen',
  shown: (shown, all) => `${shown} von ${all} Personen.`,
  noLimit: 'Keine Begrenzung der Aufrufe.',
  limit: (limit, used) => `Begrenzung: ${limit} Aufrufe je Minute, ${used} verbraucht.`,
  person: 'Person',
  login: 'Anmeldename',
  state: 'Zustand',
  changed: 'Geändert',
  action: 'Aktion',
  more: 'Weiter',
  nobody: 'Niemand mit diesem Namen.',
  nothing: 'Noch ist nichts geschehen.',
  signIn: 'Anmeldung für Rollcall',
  address: 'Adresse',
  token: 'Token',
  app: 'Dienst-App',
  keyFile: 'Privater Schlüssel',
  notSecret: '(kein Geheimnis)',
  add: 'Person hinzufügen',
  addAndActivate: 'Sofort aktivieren',
  save: 'Speichern',
  profile: 'Profil',
  edit: 'Profil ändern',
  id: 'Id',
  password: 'Passwort',
  newPassword: 'Neues Passwort',
  setPassword: 'Passwort setzen',
  activity: 'Was geschah',
  join: 'In Gruppe aufnehmen',
  leave: 'Entfernen',
  members: (count) => `${count} Mitglieder`,
  when: 'Wann',
  event: 'Ereignis',
  who: 'Durch',
  whom: 'An',
  deleteFor: (name) => `${name} löschen?`,
  deleteEffect: 'Die Person und ihre Id sind endgültig fort. Der Anmeldename ist wieder frei.',
  delete: 'Löschen',
  done: (name, status) => `${name} ist jetzt ${status}.`,
  erased: (name) => `${name} ist gelöscht.`,
  refused: 'Nicht ausgeführt',
  notFound: 'Diese Seite gibt es nicht.',
  operations: {
    activate: 'Aktivieren',
    reactivate: 'Erneut senden',
    deactivate: 'Deaktivieren',
    suspend: 'Aussetzen',
    unsuspend: 'Fortsetzen',
    unlock: 'Entsperren',
    expire_password: 'Passwort ablaufen lassen',
    expire_password_with_temp_password: 'Vorläufiges Passwort',
    reset_password: 'Passwort zurücksetzen',
    reset_factors: 'Faktoren zurücksetzen',
  },
};

export const words: Readonly<Record<Language, Words>> = { en, de };

/** The first of the browser's languages that the pages speak; English otherwise. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  return wanted.find((one): one is Language => one === 'en' || one === 'de') ?? 'en';
}
