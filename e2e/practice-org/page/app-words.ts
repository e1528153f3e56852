import type { Feature } from '../apps/app.ts';
import type { Language } from './words.ts';

/** Words of the pages about applications; states and what the other side says stay as they are. */
export interface AppWords {
  readonly name: string;
  readonly add: string;
  readonly none: string;
  readonly tabs: Readonly<Record<AppTab, string>>;
  readonly on: string;
  readonly off: string;
  readonly activate: string;
  readonly deactivate: string;
  readonly remove: string;
  readonly baseUrl: string;
  readonly token: string;
  readonly tokenKept: string;
  readonly tokenMissing: string;
  readonly dialect: string;
  readonly dialects: Readonly<Record<'put' | 'patch', string>>;
  readonly features: Readonly<Record<Feature, string>>;
  readonly ticked: string;
  readonly custom: string;
  readonly test: string;
  readonly save: string;
  readonly saved: string;
  readonly connection: string;
  readonly open: (counts: Readonly<Record<'due' | 'waiting' | 'failed', string>>) => string;
  readonly provision: string;
  readonly provisioned: (count: string) => string;
  readonly assignPerson: string;
  readonly assignGroup: string;
  readonly login: string;
  readonly userName: string;
  readonly assign: string;
  readonly unassign: string;
  readonly ownName: string;
  readonly byGroup: string;
  readonly byName: string;
  readonly idThere: string;
  readonly assignedGroups: string;
  readonly nobody: string;
  readonly pushByName: string;
  readonly pushByRule: string;
  readonly push: string;
  readonly pushNow: string;
  readonly nameThere: string;
  readonly unlinkLeave: string;
  readonly unlinkDelete: string;
  readonly noPush: string;
  readonly rule: string;
  readonly comparisons: Readonly<Record<'startsWith' | 'contains' | 'endsWith', string>>;
  readonly text: string;
  readonly removeRule: string;
  readonly importNow: string;
  readonly importHint: string;
  readonly imported: (counts: Readonly<Record<'scanned' | 'inactive' | 'known' | 'groups', string>>) => string;
  readonly confirm: string;
  readonly confirmed: (linked: string, created: string) => string;
  readonly matches: string;
  readonly becomesNew: string;
  readonly noWaiting: string;
  readonly retry: string;
  readonly retryAll: string;
  readonly retriesAt: string;
  readonly noTasks: string;
  readonly noRequests: string;
  readonly sent: string;
  readonly answered: string;
  readonly noAnswer: string;
  readonly clear: string;
}

export const appTabs = ['connection', 'people', 'groups', 'import', 'tasks', 'requests'] as const;
export type AppTab = (typeof appTabs)[number];

const en: AppWords = {
  name: 'Name',
  add: 'Add application',
  none: 'No application yet. Add one to try Okta’s SCIM client.',
  tabs: {
    connection: 'Connection',
    people: 'Assignments',
    groups: 'Push Groups',
    import: 'Import',
    tasks: 'Tasks',
    requests: 'Requests',
  },
  on: 'Active',
  off: 'Inactive',
  activate: 'Activate',
  deactivate: 'Deactivate',
  remove: 'Delete application',
  baseUrl: 'SCIM 2.0 Base Url',
  token: 'OAuth Bearer Token',
  tokenKept: 'A token is kept. It is not shown again; a new one replaces it.',
  tokenMissing: 'No token is kept yet.',
  dialect: 'Kind of application',
  dialects: { patch: 'From the catalogue (PATCH)', put: 'From the integration wizard (PUT)' },
  features: {
    create: 'Create Users',
    update: 'Update User Attributes',
    deactivate: 'Deactivate Users',
    password: 'Sync Password',
    import: 'Import Users',
    importGroups: 'Import Groups',
    groups: 'Push Groups',
  },
  ticked: 'Switched on',
  custom: 'Custom attributes, one a line: name and URN',
  test: 'Test API Credentials',
  save: 'Save',
  saved: 'Saved.',
  connection: 'SCIM connection',
  open: ({ due, waiting, failed }) => `${due} on the way, ${waiting} wait for a repeat, ${failed} failed.`,
  provision: 'Provision Users',
  provisioned: (count) => `${count} are provisioned now.`,
  assignPerson: 'Assign to People',
  assignGroup: 'Assign to Groups',
  login: 'Login of the person',
  userName: 'Name at the application',
  assign: 'Assign',
  unassign: 'Unassign',
  ownName: 'where it differs from the login',
  byGroup: 'by group',
  byName: 'by name',
  idThere: 'Id there',
  assignedGroups: 'Assigned groups',
  nobody: 'Nobody is assigned.',
  pushByName: 'Find groups by name',
  pushByRule: 'Find groups by rule',
  push: 'Push group',
  pushNow: 'Push now',
  nameThere: 'Name there',
  unlinkLeave: 'Unlink, leave the group',
  unlinkDelete: 'Unlink and delete the group',
  noPush: 'No group is pushed.',
  rule: 'Name of the rule',
  comparisons: {
    startsWith: 'Group name starts with',
    contains: 'Group name contains',
    endsWith: 'Group name ends with',
  },
  text: 'Text',
  removeRule: 'Delete rule, leave groups',
  importNow: 'Import Now',
  importHint: 'Import Users is not switched on in the connection.',
  imported: ({ scanned, inactive, known, groups }) =>
    `${scanned} users read: ${inactive} inactive ones passed over, ${known} known. ${groups} groups.`,
  confirm: 'Confirm',
  confirmed: (linked, created) => `${linked} linked, ${created} new in Okta.`,
  matches: 'Matches',
  becomesNew: 'New staged user in Okta',
  noWaiting: 'Nobody waits to be confirmed.',
  retry: 'Retry',
  retryAll: 'Retry all',
  retriesAt: 'Repeats by itself at',
  noTasks: 'Nothing has failed.',
  noRequests: 'Nothing was sent since the start.',
  sent: 'Sent',
  answered: 'Answered',
  noAnswer: 'no answer',
  clear: 'Clear',
};

const de: AppWords = {
  name: 'Name',
  add: 'Anwendung hinzufügen',
  none: 'Noch keine Anwendung. Mit einer lässt sich Oktas SCIM-Client ausprobieren.',
  tabs: {
    connection: 'Verbindung',
    people: 'Zuweisungen',
    groups: 'Push Groups',
    import: 'Import',
    tasks: 'Aufgaben',
    requests: 'Anfragen',
  },
  on: 'Aktiv',
  off: 'Inaktiv',
  activate: 'Aktivieren',
  deactivate: 'Deaktivieren',
  remove: 'Anwendung löschen',
  baseUrl: 'SCIM 2.0 Base Url',
  token: 'OAuth Bearer Token',
  tokenKept: 'Ein Token ist hinterlegt. Es wird nicht mehr angezeigt; ein neues ersetzt es.',
  tokenMissing: 'Noch ist kein Token hinterlegt.',
  dialect: 'Art der Anwendung',
  dialects: { patch: 'Aus dem Katalog (PATCH)', put: 'Aus dem Integrationsassistenten (PUT)' },
  features: {
    create: 'Benutzer anlegen (Create Users)',
    update: 'Attribute ändern (Update User Attributes)',
    deactivate: 'Benutzer deaktivieren (Deactivate Users)',
    password: 'Passwort abgleichen (Sync Password)',
    import: 'Benutzer importieren (Import Users)',
    importGroups: 'Gruppen importieren (Import Groups)',
    groups: 'Gruppen übertragen (Push Groups)',
  },
  ticked: 'Eingeschaltet',
  custom: 'Eigene Attribute, je Zeile: Name und URN',
  test: 'Zugangsdaten testen',
  save: 'Speichern',
  saved: 'Gespeichert.',
  connection: 'SCIM-Verbindung',
  open: ({ due, waiting, failed }) =>
    `${due} unterwegs, ${waiting} warten auf eine Wiederholung, ${failed} fehlgeschlagen.`,
  provision: 'Benutzer bereitstellen',
  provisioned: (count) => `${count} werden jetzt bereitgestellt.`,
  assignPerson: 'Personen zuweisen',
  assignGroup: 'Gruppen zuweisen',
  login: 'Anmeldename der Person',
  userName: 'Name in der Anwendung',
  assign: 'Zuweisen',
  unassign: 'Zuweisung aufheben',
  ownName: 'falls er vom Anmeldenamen abweicht',
  byGroup: 'durch Gruppe',
  byName: 'namentlich',
  idThere: 'Id dort',
  assignedGroups: 'Zugewiesene Gruppen',
  nobody: 'Niemand ist zugewiesen.',
  pushByName: 'Gruppen nach Name finden',
  pushByRule: 'Gruppen nach Regel finden',
  push: 'Gruppe übertragen',
  pushNow: 'Jetzt übertragen',
  nameThere: 'Name dort',
  unlinkLeave: 'Trennen, Gruppe lassen',
  unlinkDelete: 'Trennen und Gruppe löschen',
  noPush: 'Keine Gruppe wird übertragen.',
  rule: 'Name der Regel',
  comparisons: {
    startsWith: 'Gruppenname beginnt mit',
    contains: 'Gruppenname enthält',
    endsWith: 'Gruppenname endet mit',
  },
  text: 'Text',
  removeRule: 'Regel löschen, Gruppen lassen',
  importNow: 'Jetzt importieren',
  importHint: '„Benutzer importieren“ ist in der Verbindung nicht eingeschaltet.',
  imported: ({ scanned, inactive, known, groups }) =>
    `${scanned} Benutzer gelesen: ${inactive} inaktive übergangen, ${known} bekannt. ${groups} Gruppen.`,
  confirm: 'Bestätigen',
  confirmed: (linked, created) => `${linked} verknüpft, ${created} neu in Okta.`,
  matches: 'Passt zu',
  becomesNew: 'Neuer Benutzer in Okta (STAGED)',
  noWaiting: 'Niemand wartet auf Bestätigung.',
  retry: 'Wiederholen',
  retryAll: 'Alle wiederholen',
  retriesAt: 'Wiederholt sich von selbst um',
  noTasks: 'Nichts ist fehlgeschlagen.',
  noRequests: 'Seit dem Start wurde nichts gesendet.',
  sent: 'Gesendet',
  answered: 'Antwort',
  noAnswer: 'keine Antwort',
  clear: 'Leeren',
};

export const appWords: Readonly<Record<Language, AppWords>> = { en, de };
