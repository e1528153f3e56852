import { errorKinds } from '@rollcall/shared';
import { describe, expect, it } from 'vitest';

import { Catalogue } from './catalogue.ts';
import german from './de.json' with { type: 'json' };
import { stringsOf, textsOf } from './source.fixture.ts';
import { placesOf } from './template.ts';

/** What people read of the agent. The command line speaks English; mails and webhooks of alerts do, too. */
const sources = ['agent/src/**/*.ts', 'shared/src/*.ts'];
const unread = [
  // Summaries of routes, which only the OpenAPI document shows.
  /^shared\/src\/routes/,
  /^agent\/src\/(cli|words)\//,
  /^agent\/src\/alert\/(alert|alerts|weekly)\.ts$/,
  // What the command line says of the keyring, and comments in files of another tool.
  /^agent\/src\/pull\/config\/(token|write-connector|write-extension|write-root)\.ts$/,
  // What clients are told of the protocol, in the words of its documents.
  /\/scim\/(schema|attribute|discovery|curl|traffic-redact|user-entry)\.ts$/,
  // The kinds of directories are named to the command line only.
  /\/descriptor\.ts$/,
  /^agent\/src\/directory\/(memory|suite)\//,
  /\/(fixture|scripted-site|crash-writer|kill-writer)\.ts$/,
];

/** Texts that no person reads as a sentence: what others named, and what programs understand. */
const foreign = new Set([
  'GET, POST, PUT, DELETE',
  'GET, POST',
  'GET, PUT, PATCH, DELETE',
  'authorization, content-type',
  'application/scim+json; charset=utf-8',
  'Bearer realm="Rollcall SCIM"',
  'Bearer hidden',
  'Rollcall local API',
  'What went wrong',
  'state folder',
  'administer users',
  '{0} in groups',
  'administer permissions',
  'administer modules',
  'administer software updates',
  'import configuration',
  'synchronize configuration',
  'Basic {0}',
  'Bearer {0}',
  'IS NOT NULL',
  'status eq "{0}"',
  'lastUpdated gt "{0}"',
  'lastMembershipUpdated gt "{0}" or lastUpdated gt "{1}"',
  'eventType eq "{0}"',
  'user read',
  'user write',
  'Manage users',
  'Manage groups',
  'View users',
  'Read-only administrator',
  'look again',
  'is not',
  'not in',
  'string.replace(string, string): string',
]);

const entries: Record<string, string> = german.sentences;
const titles = Object.values(errorKinds).map(({ title }) => ({ id: title, at: 'shared/src/error.ts' }));
const found = textsOf(sources, (file) => unread.some((pattern) => pattern.test(file)));
// Names of Okta's attributes in one text, with spaces between.
const texts = [...found, ...titles].filter(({ id }) => !foreign.has(id) && !id.startsWith('login email secondEmail'));

describe('the German catalogue', () => {
  it('has every text that the agent writes for people', () => {
    const lacking = texts.filter(({ id }) => entries[id] === undefined).map(({ id, at }) => `${at}: ${id}`);
    expect(lacking, 'add to "sentences" in agent/src/words/de.json, or to "foreign" in this test').toEqual([]);
  });

  it('has no text that the source has no more', () => {
    const known = new Set(texts.map(({ id }) => id));
    const gone = Object.keys(entries).filter((id) => !known.has(id));
    expect(gone, 'take out of "sentences" in agent/src/words/de.json').toEqual([]);
    const left = new Set(found.map(({ id }) => id));
    expect(
      [...foreign].filter((id) => !left.has(id)),
      'take out of "foreign" in this test',
    ).toEqual([]);
  });

  it('has no word that the source has no more', () => {
    const strings = new Set([...stringsOf(sources)].map((text) => text.toLowerCase()));
    const joints = new Set(['and', 'or', ', then']);
    const gone = Object.keys(german.words).filter((word) => !strings.has(word) && !joints.has(word));
    expect(gone, 'take out of "words" in agent/src/words/de.json').toEqual([]);
  });

  it('shows everything that is put in, and nothing twice', () => {
    const wrong = Object.entries(entries)
      .filter(([id, translation]) => placesOf(id).join() !== placesOf(translation).join())
      .map(([id, translation]) => `${id} -> ${translation}`);
    expect(wrong, 'name the same places on both sides').toEqual([]);
    const forms = Object.values(entries).flatMap((text) =>
      [...text.matchAll(/\{\d+:(\w+)\}/g)].map(([, form]) => form),
    );
    expect(new Set(forms)).toEqual(new Set(['list', 'number', 'time', 'words']));
  });

  it.each([
    ['words', (place: string) => `xq${place}`],
    ['names', (place: string) => `Ada Lovelace ${place}`],
    ['addresses', (place: string) => `https://org-${place}.example/a,b`],
    ['sentences', (place: string) => `J. R. said no ${place}`],
  ])('knows each text again with %s put in', (_what, value) => {
    const { say } = new Catalogue(german, 'de');
    const wrong = Object.entries(entries).flatMap(([id, translation]) => {
      // Of two places side by side the first holds no space.
      if (/\} \{/.test(id) && value('').includes(' ')) return [];
      const filled = (text: string) => text.replaceAll(/\{(\d+)(:\w+)?\}/g, (_, place: string) => value(place));
      const said = say(filled(id));
      return said === filled(translation) ? [] : [`${id} -> ${said}`];
    });
    expect(wrong, 'another entry fits the same text; word one of them differently').toEqual([]);
  });
});
