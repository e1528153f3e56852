import { raw } from 'hono/html';
import type { Language } from '../cms.ts';

/**
 * The German words of the site, by their English text. What is missing stays English, as on a real site whose
 * translations are incomplete. In texts `@x` is plain and `%x` is emphasised.
 */
const GERMAN: Record<string, string> = {
  '- Any -': '- Alle -',
  '- Select -': '- Auswählen -',
  '%action was applied to @count item.': '%action wurde auf @count Element angewendet.',
  '%action was applied to @count items.': '%action wurde auf @count Elemente angewendet.',
  '@time ago': 'vor @time',
  'Access denied': 'Zugriff verweigert',
  Account: 'Benutzerkonto',
  'Account %name has been deleted.': 'Benutzerkonto %name wurde gelöscht.',
  'Account %name has been disabled.': 'Benutzerkonto %name wurde gesperrt.',
  'Account settings': 'Kontoeinstellungen',
  Action: 'Aktion',
  'Add role': 'Rolle hinzufügen',
  'Add the @role role to the selected user(s)': 'Die Rolle @role den ausgewählten Benutzern zuweisen',
  'Add user': 'Benutzer hinzufügen',
  Administration: 'Verwaltung',
  Active: 'Aktiv',
  'Apply to selected items': 'Auf ausgewählte Elemente anwenden',
  'Are you sure you want to cancel the account %name?': 'Möchten Sie das Benutzerkonto %name wirklich löschen?',
  'Are you sure you want to cancel these user accounts?': 'Möchten Sie diese Benutzerkonten wirklich löschen?',
  'Are you sure you want to delete the role %name?': 'Möchten Sie die Rolle %name wirklich löschen?',
  'Authenticated user': 'Authentifizierter Benutzer',
  'Anonymous user': 'Gast',
  'Block the selected user(s)': 'Ausgewählte(n) Benutzer sperren',
  Blocked: 'Gesperrt',
  Cancel: 'Abbrechen',
  'Cancel account': 'Benutzerkonto löschen',
  'Cancel the selected user account(s)': 'Ausgewählte Benutzerkonten löschen',
  'Cancellation method': 'Löschmethode',
  Confirm: 'Bestätigen',
  'Confirm password': 'Passwort bestätigen',
  'Create new account': 'Neues Benutzerkonto erstellen',
  'Current password': 'Aktuelles Passwort',
  Delete: 'Löschen',
  Edit: 'Bearbeiten',
  'Delete the account and its content. This action cannot be undone.':
    'Benutzerkonto und dessen Inhalte löschen. Diese Aktion kann nicht rückgängig gemacht werden.',
  'Delete the account and make its content belong to the %name user. This action cannot be undone.':
    'Benutzerkonto löschen und dessen Inhalte dem Benutzer %name zuordnen. Diese Aktion kann nicht rückgängig gemacht werden.',
  'Disable the account and keep its content.': 'Benutzerkonto sperren und dessen Inhalte behalten.',
  'Disable the account and unpublish its content.':
    'Benutzerkonto sperren und dessen Inhalte nicht mehr veröffentlichen.',
  'Edit role': 'Rolle bearbeiten',
  'Email address': 'E-Mail-Adresse',
  Filter: 'Filtern',
  Home: 'Startseite',
  'Last access': 'Letzter Zugriff',
  List: 'Liste',
  'Log in': 'Anmelden',
  'Log out': 'Abmelden',
  'Member for': 'Mitglied seit',
  'Name or email contains': 'Name oder E-Mail enthält',
  Operations: 'Aktionen',
  Password: 'Passwort',
  People: 'Benutzer',
  Permission: 'Berechtigung',
  'Remove the @role role from the selected user(s)': 'Die Rolle @role den ausgewählten Benutzern entziehen',
  'Reset your password': 'Passwort zurücksetzen',
  Role: 'Rolle',
  'Role name': 'Rollenname',
  Roles: 'Rollen',
  Save: 'Speichern',
  'Save configuration': 'Konfiguration speichern',
  'Status message': 'Statusmeldung',
  'Error message': 'Fehlermeldung',
  'The changes have been saved.': 'Die Änderungen wurden gespeichert.',
  'The configuration options have been saved.': 'Die Konfigurationsoptionen wurden gespeichert.',
  'The username %name is already taken.': 'Der Benutzername %name ist bereits vergeben.',
  'The email address %mail is already taken.': 'Die E-Mail-Adresse %mail ist bereits vergeben.',
  'The specified passwords do not match.': 'Die angegebenen Passwörter stimmen nicht überein.',
  'Time zone': 'Zeitzone',
  'Unblock the selected user(s)': 'Ausgewählte(n) Benutzer entsperren',
  Username: 'Benutzername',
  View: 'Ansicht',
  never: 'nie',
};

export type Words = Record<string, string | number>;

/** A text of the site as plain characters, in its language. */
export function text(language: Language, english: string, words: Words = {}): string {
  return fill(translated(language, english), words, String);
}

/** A text of the site as escaped markup; `%x` words become core's `em.placeholder`. */
export function markup(language: Language, english: string, words: Words = {}) {
  return raw(markupText(language, english, words));
}

/** As `markup`, for messages that wait in a session. */
export function markupText(language: Language, english: string, words: Words = {}): string {
  return fill(escapeHtml(translated(language, english)), words, (value, mark) =>
    mark === '%' ? `<em class="placeholder">${escapeHtml(String(value))}</em>` : escapeHtml(String(value)),
  );
}

function translated(language: Language, english: string): string {
  return language === 'de' ? (GERMAN[english] ?? english) : english;
}

function fill(template: string, words: Words, show: (value: string | number, mark: string) => string): string {
  return template.replaceAll(/([@%])([a-z]+)/g, (whole, mark: string, name: string) => {
    const value = words[name];
    return value === undefined ? whole : show(value, mark);
  });
}

function escapeHtml(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#039;');
}

const UNITS: Record<Language, [one: string, many: string, seconds: number][]> = {
  en: [
    ['year', 'years', 31_536_000],
    ['month', 'months', 2_592_000],
    ['week', 'weeks', 604_800],
    ['day', 'days', 86_400],
    ['hour', 'hours', 3600],
    ['minute', 'minutes', 60],
    ['second', 'seconds', 1],
  ],
  de: [
    ['Jahr', 'Jahre', 31_536_000],
    ['Monat', 'Monate', 2_592_000],
    ['Woche', 'Wochen', 604_800],
    ['Tag', 'Tage', 86_400],
    ['Stunde', 'Stunden', 3600],
    ['Minute', 'Minuten', 60],
    ['Sekunde', 'Sekunden', 1],
  ],
};

/** A span of time in its two largest units, as core's formatInterval writes it. */
export function interval(language: Language, seconds: number): string {
  const units = UNITS[language];
  const start = units.findIndex(([, , size]) => seconds >= size);
  let rest = Math.floor(seconds);
  const parts = units.slice(start, start + 2).flatMap(([one, many, size]) => {
    const count = Math.floor(rest / size);
    rest %= size;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return parts.length === 0 ? `0 ${units.at(-1)?.[1]}` : parts.join(' ');
}
