/** What a rule of a password policy asks for; the extension's translations rely on these words. */
export type PasswordRuleId =
  | 'minLength'
  | 'maxLength'
  | 'lower'
  | 'upper'
  | 'digit'
  | 'symbol'
  | 'login'
  | 'attribute'
  | 'common'
  | 'history';

/** One rule: `count` is a length or how many characters, `attribute` the profile attribute that must not be in it. */
export interface PasswordRule {
  id: PasswordRuleId;
  count: number | null;
  attribute: string | null;
}

/** The rules that hold for a new account, by the name that the directory gives them. */
export interface PasswordPolicy {
  name: string;
  rules: PasswordRule[];
}

/** What rules compare a password with. */
export interface PasswordOwner {
  login: string | null;
  attributes: Readonly<Record<string, unknown>>;
}

/** The rules that a password breaks. `common` and `history` are known to the directory alone and never among them. Pure. */
export function brokenRules({ rules }: PasswordPolicy, password: string, owner: PasswordOwner): PasswordRule[] {
  return rules.filter((rule) => breaks(rule, password, owner));
}

/** A rule as a sentence, such as "At least 8 characters.". */
export function ruleSentence(rule: PasswordRule): string {
  const phrase = rulePhrase(rule);
  return `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}.`;
}

/** A rule inside a sentence, such as "at least 8 characters". */
export function rulePhrase({ id, count, attribute }: PasswordRule): string {
  const number = count ?? 1;
  switch (id) {
    case 'minLength':
      return `at least ${number} characters`;
    case 'maxLength':
      return `at most ${number} characters`;
    case 'lower':
      return number === 1 ? 'a lower-case letter' : `${number} lower-case letters`;
    case 'upper':
      return number === 1 ? 'an upper-case letter' : `${number} upper-case letters`;
    case 'digit':
      return number === 1 ? 'a digit' : `${number} digits`;
    case 'symbol':
      return number === 1 ? 'a symbol' : `${number} symbols`;
    case 'login':
      return 'no part of the login';
    case 'attribute':
      return `not the ${attributeWords[attribute ?? ''] ?? attribute ?? 'name'}`;
    case 'common':
      return 'no common password, which only Okta can tell';
    case 'history':
      return `none of the last ${number} passwords, which only Okta can tell`;
  }
}

const attributeWords: Record<string, string> = { firstName: 'first name', lastName: 'last name' };

/** Parts of a login shorter than this may be in the password. */
const shortestPart = 4;

function breaks({ id, count, attribute }: PasswordRule, password: string, owner: PasswordOwner): boolean {
  const number = count ?? 1;
  switch (id) {
    case 'minLength':
      return password.length < number;
    case 'maxLength':
      return password.length > number;
    case 'lower':
      return occurrences(password, /\p{Ll}/gu) < number;
    case 'upper':
      return occurrences(password, /\p{Lu}/gu) < number;
    case 'digit':
      return occurrences(password, /\d/gu) < number;
    case 'symbol':
      return occurrences(password, /[^\p{L}\p{N}\s]/gu) < number;
    case 'login':
      return partsOf(owner.login ?? '').some((part) => password.toLowerCase().includes(part));
    case 'attribute': {
      const value = owner.attributes[attribute ?? ''];
      return typeof value === 'string' && value !== '' && password.toLowerCase().includes(value.toLowerCase());
    }
    case 'common':
    case 'history':
      return false;
  }
}

function occurrences(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/**
 * Okta splits a login at `,` `.` `_` `#` `@` `-` and leaves the top-level domain out:
 * https://help.okta.com/en-us/content/topics/security/policies/configure-password-policies.htm
 */
function partsOf(login: string): string[] {
  return login
    .toLowerCase()
    .replace(/(@.*)\.[^.@]+$/u, '$1')
    .split(/[,._#@-]/u)
    .filter((part) => part.length >= shortestPart);
}
