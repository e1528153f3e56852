import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { ComponentType } from 'preact';

/** What every page of the console gets. The address is `#/CONNECTION/PAGE/REST…?QUERY`. */
export interface PageProps {
  connection: ConnectionAnswer;
  /** Parts of the address behind the page's name, decoded, such as a run's id. */
  rest: readonly string[];
  query: URLSearchParams;
  /** The paired role of this browser: what it may not do is shown with its reason, not hidden. */
  role: 'owner' | 'operator' | 'viewer';
  /** Reads the connection anew after a page has changed it. */
  onChanged(): void;
}

export interface ConsolePage {
  /** Name in the address. */
  key: string;
  /** Heading and entry in the menu, translated when called. */
  title(): string;
  /** Group in the menu; null for a page that is reached from others only. */
  group: 'work' | 'settings' | 'rollcall' | null;
  /** Letter of the shortcut `g` + letter; null for none. */
  letter: string | null;
  component: ComponentType<PageProps>;
}

/** The address of a page; parts are encoded, so ids and logins may hold any character. */
export function addressOf(
  connection: string,
  page: string,
  rest: readonly string[] = [],
  query?: Record<string, string>,
) {
  const path = [connection, page, ...rest].map(encodeURIComponent).join('/');
  const search = query === undefined ? '' : `?${new URLSearchParams(query)}`;
  return `#/${path}${search}`;
}
