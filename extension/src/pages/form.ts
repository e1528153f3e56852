import type { EventRequest } from '@rollcall/shared/api-event';

/** What a form of the CMS's own user administration is about to do. */
export interface Submission {
  kind: EventRequest['kind'];
  /** Page numbers of the accounts; empty for a new one, which has none yet. */
  users: string[];
  /** The login of a new account, as it was typed; null for the others. */
  login: string | null;
  /** Path of the form's page. */
  path: string;
  /** Path where the CMS goes afterwards when the address asks for it; null for the CMS's own choice. */
  destination: string | null;
}

/** What a page says about the form that was sent before it came. */
export interface Outcome {
  is: 'done' | 'refused';
  /** Number of the account that the message names by a link; null when it names none. */
  user: string | null;
}

/** The two inputs of a new password, where a form has them. */
export interface PasswordInputs {
  form: HTMLFormElement;
  first: HTMLInputElement;
  second: HTMLInputElement;
  /** Of an account that is only made by this form. */
  forNew: boolean;
  /** Login and mail that stand in the same form: either may be the login in Okta. */
  logins(): string[];
}

/** The CMS's forms for user administration, and what its pages say about them. */
export interface FormPage {
  /** Null for every other form. */
  submissionOf(form: HTMLFormElement): Submission | null;
  /** Null while the page says nothing about it, or is no page where the CMS goes after it. */
  outcomeOf(submission: Submission): Outcome | null;
  /** Null where the page has no form for the new password of somebody else; the form for signing in is never one. */
  passwordInputs(): PasswordInputs | null;
}
