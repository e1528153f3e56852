import { describe, expect, it } from 'vitest';

import { harborUsers, peopleHtml } from '../testing/people-html.ts';
import { hasRecorded, recordedPage, toDocument, whyNoRecorded } from '../testing/recorded.ts';
import { detectPage } from './kinds.ts';
import type { PeoplePage } from './page.ts';

function people(document: Document): PeoplePage {
  const detected = detectPage(document);
  if (detected?.is !== 'people') throw new Error(`not a user list but ${detected?.is ?? 'nothing of ours'}`);
  return detected.page;
}

describe.skipIf(!hasRecorded)(`recorded pages${hasRecorded ? '' : ` (${whyNoRecorded})`}`, () => {
  it.each(['claro/people', 'olivero/people', 'stark/people', 'claro-de/people', 'dom/people'])(
    '%s has its 50 users',
    (name) => {
      const rows = people(recordedPage(name)).rows();
      expect(rows).toHaveLength(50);
      expect(new Set(rows.map((row) => row.handle)).size).toBe(50);
      expect(rows.every((row) => /^\d+$/.test(row.handle) && row.checkbox !== null)).toBe(true);
      expect(rows.every((row) => row.cell.matches('td.views-field-name'))).toBe(true);
      expect(rows.map((row) => row.name)).toContain('jane');
    },
  );

  it.each(['claro', 'olivero', 'stark'])('%s: second page, sorted, filtered and empty', (theme) => {
    const of = (name: string) => people(recordedPage(`${theme}/${name}`)).rows();
    expect(of('people-page2')).toHaveLength(10);
    expect(of('people-sort-name')).toHaveLength(50);
    expect(of('people-filter-role').map((row) => row.handle)).toEqual(['3', '8', '19', '28', '37', '46', '55']);
    expect(of('people-filter-blocked').map((row) => row.handle)).toContain('4');
    expect(of('people-filter-search-none')).toEqual([]);
  });

  it.each(['claro', 'olivero', 'stark'])('%s: names of any script are read as they stand', (theme) => {
    const rows = people(recordedPage(`${theme}/people`)).rows();
    const byHandle = new Map(rows.map((row) => [row.handle, row.name]));
    expect(byHandle.get('6')).toBe('dru_山田太郎');
    expect(byHandle.get('5')).toBe("dru_O'Brien");
  });

  it.each([
    'claro/people-create',
    'claro/user-cancel',
    'claro/roles',
    'claro/bulk-cancel-confirm',
    'claro/anon-people-denied',
    'claro/anon-login',
    'olivero/account-settings',
    'claro-de/roles',
  ])('%s is another page of Drupal', (name) => {
    expect(detectPage(recordedPage(name))?.is).toBe('other');
  });

  it.each(['claro/people', 'stark/people', 'claro-de/people'])(
    '%s: the strip goes directly above the table',
    (name) => {
      const document = recordedPage(name);
      const strip = document.createElement('rollcall-strip');
      expect(people(document).placeAbove(strip)).toBe(true);
      expect(strip.nextElementSibling?.querySelector('tbody')).not.toBeNull();
    },
  );

  it.each(['claro/people', 'dom/people'])('%s names the signed-in account', (name) => {
    expect(people(recordedPage(name)).currentUser()).toBe('admin');
  });
});

describe('detection', () => {
  it('knows the base path of a site in a sub-folder and its language prefix', () => {
    const page = people(toDocument(peopleHtml({ basePath: '/sub' })));
    expect(page.basePath).toBe('/sub');
    expect(page.rows().map(({ handle, name }) => ({ uid: handle, name }))).toEqual(harborUsers);
  });

  it('reads users by their links where the site has no bulk column', () => {
    const rows = people(toDocument(peopleHtml({ withoutBoxes: true }))).rows();
    expect(rows.map((row) => row.handle)).toEqual(['1', '2', '3']);
    expect(rows.every((row) => row.checkbox === null)).toBe(true);
  });

  it('does not take a sticky copy of the head for the list', () => {
    expect(people(toDocument(peopleHtml({ stickyHead: true }))).rows()).toHaveLength(3);
  });

  it('falls back to the number where the page does not name the signed-in account', () => {
    expect(people(toDocument(peopleHtml({ uid: '77' }))).currentUser()).toBe('77');
  });

  it('says when a user list has no known shape', () => {
    const document = toDocument(peopleHtml({ withoutTable: true }));
    const detected = detectPage(document);
    expect(detected?.is).toBe('unrecognised');
    if (detected?.is === 'unrecognised') detected.page.placeFirst(document.createElement('rollcall-strip'));
    expect(document.querySelector('main')?.firstElementChild?.localName).toBe('rollcall-strip');
  });

  it.each<[string, string, string | undefined]>([
    ['a visitor', peopleHtml({ uid: 0 }), 'other'],
    ['another path', peopleHtml({ currentPath: 'node/1' }), 'other'],
    ['no Drupal', '<p>Hello</p>', undefined],
    [
      'broken settings',
      '<script type="application/json" data-drupal-selector="drupal-settings-json">{</script>',
      undefined,
    ],
  ])('leaves %s alone', (_, html, expected) => {
    expect(detectPage(toDocument(html))?.is).toBe(expected);
  });

  it('leaves out a row whose checkbox holds no account and that links to none', () => {
    const document = toDocument(peopleHtml());
    const box = document.querySelector('input');
    box?.setAttribute('value', 'not base64 of anything');
    for (const link of box?.closest('tr')?.querySelectorAll('a') ?? []) link.remove();
    expect(
      people(document)
        .rows()
        .map((row) => row.handle),
    ).toEqual(['2', '3']);
  });
});
