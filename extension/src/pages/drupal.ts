import { drupalForms, uidOf } from './drupal-forms.ts';
import { readDrupalSettings, type DrupalSettings } from './drupal-settings.ts';
import { observeContainer } from './observe.ts';
import type { Detected, PageKind, PageRow, PeoplePage, SitePage, UserPage } from './page.ts';

const listPath = 'admin/people';
const userPath = /^user\/(\d+)(\/edit)?$/;
const formSelector =
  'form[id^="views-form-user-admin-people"], form[data-drupal-selector^="views-form-user-admin-people"]';
const boxSelector = 'input[type="checkbox"][name^="user_bulk_form["]';
const editSelector = 'form[data-drupal-selector="user-form"], form#user-form';

/** Drupal's user pages, by ids, names and values that survive themes and languages; classes only as a last resort. */
export const drupal: PageKind = { kind: 'drupal', detect };

function detect(document: Document): Detected {
  const settings = readDrupalSettings(document);
  if (settings === null) return null;
  const page = sitePage(document, settings);
  const [, handle, edit] = userPath.exec(settings.currentPath) ?? [];
  if (settings.uid !== null && handle !== undefined) {
    const known = edit === undefined || document.querySelector(editSelector) !== null;
    return known ? { is: 'user', page: userPage(document, page, handle) } : { is: 'unrecognised', page };
  }
  if (settings.currentPath !== listPath || settings.uid === null) return { is: 'other', page };
  if (findTable(document) === null && document.querySelector(formSelector) === null && !hasUserLinks(document))
    return { is: 'unrecognised', page };
  return { is: 'people', page: peoplePage(document, settings, page) };
}

function sitePage(document: Document, settings: DrupalSettings): SitePage {
  return {
    basePath: settings.basePath,
    currentUser: () => (settings.uid === null ? null : (toolbarName(document) ?? settings.uid)),
    placeFirst: (element) => placeInMain(document, element),
    linkPlace: () => linkPlace(document, settings),
    forms: drupalForms(document, settings),
  };
}

function peoplePage(document: Document, { uid }: DrupalSettings, page: SitePage): PeoplePage {
  return {
    ...page,
    rows: () => readRows(document),
    currentUser: () => readRows(document).find((row) => row.handle === uid)?.name ?? page.currentUser(),
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

function userPage(document: Document, page: SitePage, handle: string): UserPage {
  return {
    ...page,
    handle,
    editing: document.querySelector(editSelector) !== null,
    name() {
      const typed = document.querySelector<HTMLInputElement>(`:is(${editSelector}) input[name="name"]`)?.defaultValue;
      return typed?.trim() || document.querySelector('h1')?.textContent.trim() || handle;
    },
    placeFirst(element) {
      const form = document.querySelector(editSelector);
      if (form === null) return placeInMain(document, element);
      if (form.previousElementSibling !== element) form.before(element);
      return true;
    },
    widgetOf: (attribute) => widgetOf(document, attribute),
  };
}

/** Base attributes are inputs of the same name; a field is its one input, or a group of inputs where it has several. */
function widgetOf(document: Document, attribute: string): Element | null {
  const form = document.querySelector(editSelector);
  if (form === null || !/^\w+$/.test(attribute)) return null;
  const input = form.querySelector(`input[name="${attribute}"]:not([type="radio"]), select[name="${attribute}"]`);
  if (input !== null) return input;
  const group =
    form.querySelector(`[data-drupal-selector="edit-${attribute.replaceAll('_', '-')}-wrapper"]`) ??
    form.querySelector(`fieldset:has(input[name="${attribute}"], input[name^="${attribute}["])`);
  const [only, ...others] = group?.querySelectorAll('input:not([type="hidden"]), select, textarea') ?? [];
  return only === undefined || others.length > 0 ? group : only;
}

/** The tabs of People, and the People block under Configuration. */
function linkPlace(document: Document, { currentPath }: DrupalSettings): ReturnType<SitePage['linkPlace']> {
  if (currentPath === 'admin/config') {
    const block = document.querySelector('a[href$="/admin/config/people/accounts"]')?.closest('ul, dl');
    return block ? { add: (element) => block.after(element) } : null;
  }
  if (!/^admin\/people(\/(permissions|roles|role-settings).*)?$/.test(currentPath)) return null;
  const tabs = document.querySelector('a[data-drupal-link-system-path="admin/people/roles"]')?.closest('ul');
  if (!tabs) return null;
  return {
    add(element) {
      // A list may hold nothing but list items.
      element.setAttribute('role', 'listitem');
      tabs.append(element);
    },
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

/** Before the block that holds the page's own content, so that its column is ours too; else first in the main part. */
function placeInMain(document: Document, element: Element): boolean {
  const block = document.querySelector('[id^="block-"][id$="-content"], .block-system-main-block');
  if (block !== null) {
    if (block.previousElementSibling !== element) block.before(element);
    return true;
  }
  const main = document.querySelector('main, [role="main"], .region-content') ?? document.body;
  if (main.firstElementChild !== element) main.prepend(element);
  return true;
}
