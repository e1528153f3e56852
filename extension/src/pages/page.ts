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

/** A user list that an adapter recognised. Nothing is read before it is asked for; every read looks at the page anew. */
export interface PeoplePage {
  /** Path below which the site lives, without a trailing slash: empty, or such as `/sub`. */
  basePath: string;
  /** Name of the signed-in account, or its number where the page does not say the name; null when neither shows. */
  currentUser(): string | null;
  rows(): PageRow[];
  /** Puts an element directly above the list; false when there is no list any more. */
  placeAbove(element: Element): boolean;
  /** Calls back after the list changed, at most once a frame, until the signal aborts. */
  observe(changed: () => void, signal: AbortSignal): void;
}

/**
 * What an adapter makes of a document: a user list, a page that should be one but has no known shape, some other page of
 * its CMS, or nothing of its CMS at all.
 */
export type Detected =
  | { is: 'people'; page: PeoplePage }
  | { is: 'unrecognised'; basePath: string; placeAbove(element: Element): boolean }
  | { is: 'other' }
  | null;

/** What the extension knows about one kind of CMS; the key is the agent's own word for it. */
export interface PageKind {
  kind: string;
  detect(document: Document): Detected;
}
