import type { FormPage } from './form.ts';

/** One user's row in a list page of a CMS. */
export interface PageRow {
  /** The number that the CMS shows and the agent calls a handle. */
  handle: string;
  name: string;
  /** The row's own bulk checkbox; null where the list has none. */
  checkbox: HTMLInputElement | null;
  /** The cell that shows the name; our element goes to its end. */
  cell: Element;
}

/** Any page of a CMS that an adapter knows. Nothing is read before it is asked for; every read looks at the page anew. */
export interface SitePage {
  /** Path below which the site lives, without a trailing slash: empty, or such as `/sub`. */
  basePath: string;
  /** Name of the signed-in account, or its number where the page does not say the name; null when neither shows. */
  currentUser(): string | null;
  /** Puts an element before the page's own content; false when there is no place for it. */
  placeFirst(element: Element): boolean;
  /** Where the CMS links to the settings of people, for our link to the console; null where this page does not. */
  linkPlace(): { add(element: Element): void } | null;
  forms: FormPage;
}

/** A user list that an adapter recognised. */
export interface PeoplePage extends SitePage {
  rows(): PageRow[];
  /** Puts an element directly above the list; false when there is no list any more. */
  placeAbove(element: Element): boolean;
  /** Calls back after the list changed, at most once a frame, until the signal aborts. */
  observe(changed: () => void, signal: AbortSignal): void;
}

/** The page or the edit form of one user. */
export interface UserPage extends SitePage {
  handle: string;
  /** It is the edit form, which people come for. */
  editing: boolean;
  /** The name as the page shows it, or the number where it shows none. */
  name(): string;
  /** The input, or the group of inputs, of an attribute by the CMS's own name; null when this page has none. */
  widgetOf(attribute: string): Element | null;
}

/**
 * What an adapter makes of a document: a user list, one user, a page that should be one of them but has no known shape,
 * some other page of its CMS, or nothing of its CMS at all.
 */
export type Detected =
  | { is: 'people'; page: PeoplePage }
  | { is: 'user'; page: UserPage }
  | { is: 'unrecognised'; page: SitePage }
  | { is: 'other'; page: SitePage }
  | null;

/** What the extension knows about one kind of CMS; the key is the agent's own word for it. */
export interface PageKind {
  kind: string;
  detect(document: Document): Detected;
}
