import { USER_FIELDS } from './model.ts';
import type { User } from './model.ts';

/** One failed constraint of a user entity; `property` is the path below the field, as in `mail.0.value`. */
export interface Violation {
  field: string;
  property: string | null;
  message: string;
  /** The form words the same fault differently. */
  formMessage?: string;
}

/** The candidate values of a user about to be saved, and who holds the same name or mail now. */
export interface Candidate {
  user: User;
  isNew: boolean;
  /** The stored mail before the change, null for a new user. */
  previousMail: string | null;
  byAdministrator: boolean;
  /** Codes of the languages the site has. */
  languages: readonly string[];
  holderOfName: User | undefined;
  holderOfMail: User | undefined;
}

const NAME_LIMIT = 60;
const MAIL_LIMIT = 254;
const ILLEGAL_ASCII = /[^\u0080-\u{10FFFF} a-z0-9@+_.'-]/iu;
const ILLEGAL_UNICODE =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- the very ranges core's UserNameConstraint refuses
  /[\u0080-\u00A0\u00AD\u2000-\u200F\u2028-\u202F\u205F-\u206F\uFEFF\uFF01-\uFF60\uFFF9-\uFFFD\u0000-\u001F]/u;
const MAIL = /^[^\s@"(),:;<>[\]\\]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/iu;
const CHOICE = 'The value you selected is not a valid choice.';
const TIMEZONES = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC']);

/** Everything wrong with the candidate, in the order of core's field definitions. */
export function userViolations(candidate: Candidate): Violation[] {
  return [
    ...languageViolations(candidate),
    ...nameViolations(candidate),
    ...mailViolations(candidate),
    ...(TIMEZONES.has(candidate.user.timezone) ? [] : [at('timezone', '0.value', CHOICE)]),
    ...fieldViolations(candidate.user),
  ];
}

function at(field: string, property: string | null, message: string, formMessage?: string): Violation {
  return { field, property, message, ...(formMessage === undefined ? {} : { formMessage }) };
}

function languageViolations({ user, languages }: Candidate): Violation[] {
  const codes: [string, string | null][] = [
    ['langcode', user.langcode],
    ['preferred_langcode', user.preferredLangcode],
    ['preferred_admin_langcode', user.preferredAdminLangcode],
  ];
  return codes
    .filter(([, code]) => code !== null && !languages.includes(code))
    .map(([field]) => at(field, '0.value', CHOICE));
}

function nameViolations({ user, holderOfName }: Candidate): Violation[] {
  const { name } = user;
  if (name === '') {
    return [at('name', null, 'You must enter a username.'), at('name', null, 'This value should not be null.')];
  }
  const faults: string[] = [];
  if (name.startsWith(' ')) faults.push('The username cannot begin with a space.');
  if (name.endsWith(' ')) faults.push('The username cannot end with a space.');
  if (name.includes('  ')) faults.push('The username cannot contain multiple spaces in a row.');
  if (ILLEGAL_ASCII.test(name) || ILLEGAL_UNICODE.test(name))
    faults.push('The username contains an illegal character.');
  if (codePoints(name) > NAME_LIMIT) {
    faults.push(`The username ${name} is too long: it must be ${NAME_LIMIT} characters or less.`);
  }
  if (holderOfName && holderOfName.uid !== user.uid) faults.push(`The username ${name} is already taken.`);
  return faults.map((message) => at('name', null, message));
}

function mailViolations({ user, isNew, previousMail, byAdministrator, holderOfMail }: Candidate): Violation[] {
  const { mail } = user;
  if (!mail) {
    const mayBeMissing = byAdministrator && (isNew || !previousMail);
    return mayBeMissing ? [] : [at('mail', null, 'Email field is required.')];
  }
  const faults: Violation[] = [];
  if (holderOfMail && holderOfMail.uid !== user.uid) {
    faults.push(at('mail', null, `The email address ${mail} is already taken.`));
  }
  if (!MAIL.test(mail)) {
    const formMessage = `The email address ${mail} is not valid. Use the format user@example.com.`;
    faults.push(at('mail', '0.value', 'This value is not a valid email address.', formMessage));
  }
  if (mail.length > MAIL_LIMIT) {
    faults.push(at('mail', '0.value', `Email: the email address can not be longer than ${MAIL_LIMIT} characters.`));
  }
  return faults;
}

function fieldViolations(user: User): Violation[] {
  return USER_FIELDS.flatMap(({ name, label, multiple, maxLength }) => {
    const values = user.fields[name] ?? [];
    const faults = values.flatMap((value, index) =>
      codePoints(value) > maxLength
        ? [at(name, `${index}.value`, `${label}: may not be longer than ${maxLength} characters.`)]
        : [],
    );
    if (!multiple && values.length > 1)
      faults.push(at(name, null, `${label}: this field cannot hold more than 1 values.`));
    return faults;
  });
}

// Core counts code points (mb_strlen).
function codePoints(text: string): number {
  return Array.from(text).length;
}
