import { readDrupalSettings, type DrupalSettings } from './drupal-settings.ts';
import { observeContainer } from './observe.ts';
import type { Detected, PageKind, PageRow, PeoplePage } from './page.ts';

const listPath = 'admin/people';
const formSelector =
  'form[id^="views-form-user-admin-people"], form[data-drupal-selector^="views-form-user-admin-people"]';
const boxSelector = 'input[type="checkbox"][name^="user_bulk_form["]';

/** Drupal's People page, by ids, names and values that survive themes and languages; classes only as a last resort. */
export const drupal: PageKind = { kind: 'drupal', detect };

function detect(document: Document): Detected {
  const settings = readDrupalSettings(document);
  if (settings === null) return null;
  if (settings.currentPath !== listPath || settings.uid === null) return { is: 'other' };
  if (findTable(document) === null && document.querySelector(formSelector) === null && !hasUserLinks(document))
    return { is: 'unrecognised', basePath: settings.basePath, placeAbove: (element) => placeInMain(document, element) };
  return { is: 'people', page: peoplePage(document, settings) };
}

function peoplePage(document: Document, settings: DrupalSettings): PeoplePage {
  return {
    basePath: settings.basePath,
    rows: () => readRows(document),
    currentUser: () =>
      readRows(document).find((row) => row.handle === settings.uid)?.name ?? toolbarName(document) ?? settings.uid,
    placeAbove(element) {
      const place = findTable(document) ?? document.querySelector(formSelector);
      if (place === null) return placeInMain(document, element);
      const above = place.closest('.gin-table-scroll-wrapper') ?? place;
      if (above.previousElementSibling !== element) above.before(element);
      return true;
    },
    observe: (changed, signal) => observeContainer(() => listContainer(document), changed, signal),
  };
}

/** The table that holds the users: a sticky copy of the head has no checkboxes, so the first with rows of ours wins. */
function findTable(document: Document): Element | null {
  const form = document.querySelector(formSelector);
  const tables = [...(form ?? document).querySelectorAll('table')];
  return (
    tables.find((table) => table.querySelector(boxSelector) ?? hasUserLinks(table)) ??
    (form === null ? null : (tables[0] ?? null))
  );
}

function readRows(document: Document): PageRow[] {
  const table = findTable(document);
  if (table === null) return [];
  return [...table.querySelectorAll('tbody > tr')].flatMap((row) => {
    const checkbox = row.querySelector<HTMLInputElement>(boxSelector);
    const link = nameLink(row);
    const handle = (checkbox === null ? null : uidOf(checkbox.value)) ?? uidOfLinks(row);
    const cell =
      row.querySelector('td.views-field-name') ?? link?.closest('td') ?? row.querySelector('td:not(:has(input))');
    if (handle === null || cell === null) return [];
    const name =
      link?.textContent.trim() ||
      checkbox?.closest('td')?.querySelector('em.placeholder')?.textContent.trim() ||
      handle;
    return [{ handle, name, checkbox, cell }];
  });
}

/** The bulk checkbox carries base64 of `[langcode, uid]`, whatever path aliases and columns the site has. */
function uidOf(value: string): string | null {
  try {
    const parts: unknown = JSON.parse(atob(value));
    const uid = Array.isArray(parts) ? String(parts[1]) : '';
    return /^\d+$/.test(uid) ? uid : null;
  } catch {
    return null;
  }
}

function uidOfLinks(row: Element): string | null {
  for (const link of row.querySelectorAll<HTMLAnchorElement>('a[href]')) {
    const uid = /\/user\/(\d+)(?:\/edit)?(?:[?#]|$)/.exec(link.getAttribute('href') ?? '')?.[1];
    if (uid !== undefined) return uid;
  }
  return null;
}

function nameLink(row: Element): HTMLAnchorElement | null {
  return (
    row.querySelector<HTMLAnchorElement>('td.views-field-name a[href]') ??
    [...row.querySelectorAll<HTMLAnchorElement>('a[href*="/user/"]')].find((link) =>
      /\/user\/\d+$/.test(link.getAttribute('href') ?? ''),
    ) ??
    null
  );
}

function hasUserLinks(root: ParentNode): boolean {
  return root.querySelector('td a[href*="/user/"][href*="/edit"]') !== null;
}

function toolbarName(document: Document): string | null {
  return document.querySelector('#toolbar-item-user')?.textContent.trim() || null;
}

/** An AJAX answer replaces the view's own wrapper, so what stays is the element around it. */
function listContainer(document: Document): Element | null {
  const inside = findTable(document) ?? document.querySelector(formSelector);
  const view = inside?.closest('[class*="js-view-dom-id-"], .views-element-container') ?? inside;
  return view?.parentElement ?? null;
}

function placeInMain(document: Document, element: Element): boolean {
  const main = document.querySelector('main, [role="main"], .region-content') ?? document.body;
  if (main.firstElementChild !== element) main.prepend(element);
  return true;
}
