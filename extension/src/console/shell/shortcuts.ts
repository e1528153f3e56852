import { addressOf } from '../page.ts';
import { pages } from '../pages.ts';

const switchKey = 'shortcuts';

/** Whether single letters act; a person can switch them off for this browser. */
export function shortcutsOn(): boolean {
  return localStorage.getItem(switchKey) !== 'off';
}

export function switchShortcuts(on: boolean): void {
  if (on) localStorage.removeItem(switchKey);
  else localStorage.setItem(switchKey, 'off');
}

export interface ShortcutParts {
  /** The connection whose pages `g` and a letter open; null when there is none. */
  connection(): string | null;
  /** Opens the list of shortcuts. */
  onList(): void;
}

/**
 * Answers the console's keys: `/` search, `g` and a letter a page, `j` `k` the next and former row, `x` its tick, `?` the
 * list, and any letter that a button of the page names in `aria-keyshortcuts`. Nothing while something is typed, and
 * nothing below an open dialog but Ctrl or ⌘ with Enter for its main button.
 */
export function listenToKeys(parts: ShortcutParts): () => void {
  let afterG = false;
  const onKey = (event: KeyboardEvent): void => {
    const dialog = document.querySelector('dialog[open]');
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      press(dialog, '.btn.primary, .btn.danger');
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || dialog !== null || !shortcutsOn()) return;
    if (isTyping(event.target)) return;
    const wasAfterG = afterG;
    afterG = event.key === 'g';
    if (wasAfterG ? goTo(event.key, parts.connection()) : act(event.key, parts)) event.preventDefault();
  };
  addEventListener('keydown', onKey);
  return () => removeEventListener('keydown', onKey);
}

function act(key: string, parts: ShortcutParts): boolean {
  if (key === '?') parts.onList();
  else if (key === '/') return search(parts.connection());
  else if (key === 'j' || key === 'k') return moveRow(key === 'j' ? 1 : -1);
  else if (key === 'x') return press(presentRow(), 'input[type=checkbox]');
  else return /^[a-z]$/.test(key) && pressNamed(key);
  return true;
}

function goTo(letter: string, connection: string | null): boolean {
  const page = pages.find((each) => each.letter === letter);
  if (page === undefined || connection === null) return false;
  location.hash = addressOf(connection, page.key);
  return true;
}

/** Puts the cursor into the page's search field; a page without one leaves for the list of users. */
function search(connection: string | null): boolean {
  const field = document.querySelector<HTMLInputElement>('main input[type=search]');
  if (field) field.focus();
  else if (connection !== null) location.hash = addressOf(connection, 'users');
  return true;
}

/** A button of the present row comes before one of the page; those of other rows never answer. */
function pressNamed(key: string): boolean {
  const named = `[aria-keyshortcuts="${key}"]`;
  return press(presentRow(), named) || press(document.querySelector('main'), `${named}:not(tbody *)`);
}

/** Clicks the first match; false when there is none. */
function press(within: Element | null, selector: string): boolean {
  const found = within?.querySelector<HTMLElement>(selector) ?? null;
  found?.click();
  return found !== null;
}

function presentRow(): Element | null {
  return document.activeElement?.closest('main tbody tr') ?? null;
}

function moveRow(by: 1 | -1): boolean {
  const rows = [...document.querySelectorAll('main tbody tr')];
  const present = presentRow();
  const next = rows[present === null ? 0 : rows.indexOf(present) + by];
  // Enter then opens what the row is about; its tick has a key of its own.
  const target = next?.querySelector<HTMLElement>('a') ?? next?.querySelector<HTMLElement>('button, input');
  target?.focus();
  return true;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName);
}
