import type { Json } from '@rollcall/shared';

import { asObject, type Resource } from './filter-match.ts';
import { tokenize } from './filter-token.ts';

/** Stands for a password or a token, whatever its length was. */
export const hidden = 'hidden';
/** Longer lists are cut, since they would drown everything else. */
const longestList = 20;
const longestName = 120;

/** Which resource a body is about: a group’s name tells nothing of a person, a user’s does. Of `nobody` all is told. */
export type Subject = 'User' | 'Group' | 'nobody';

type Level = 'message' | 'operation' | 'resource' | 'meta' | 'closed';

const names = (text: string): ReadonlySet<string> => new Set(text.split(' '));
/** What tells nothing of a person, by lower-cased name: the protocol’s own words, ids, states and errors. */
const open: Record<Level, ReadonlySet<string>> = {
  message: names(
    'schemas totalresults itemsperpage startindex count nextcursor previouscursor cursor status scimtype failonerrors attributes excludedattributes sortby sortorder',
  ),
  operation: names('op method bulkid location version status'),
  resource: names('schemas id externalid active primary type $ref'),
  meta: names('resourcetype created lastmodified version location'),
  closed: new Set(),
};
/** Of a group also its name and the ids of its members. */
const openOfGroup = names('displayname value');
const messages = 'urn:ietf:params:scim:api:messages:';
const core = /^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):?/;
const mailAddress = /[^\s"'“”<>()[\],;:]+@[\w-]+(?:\.[\w-]+)+/g;

/** A body as it may be kept: every value about a person is replaced by its kind and length, as `mail, 27`. */
export function redactBody(body: Json, subject: Subject): Json {
  return redactValue(body, { subject, level: 'resource', isOpen: false });
}

interface Place {
  subject: Subject;
  level: Level;
  /** A plain value in this place tells nothing of a person. */
  isOpen: boolean;
}

function redactValue(value: Json, place: Place): Json {
  if (Array.isArray(value)) {
    const shown = value.slice(0, longestList).map((each) => redactValue(each, place));
    return value.length > longestList ? [...shown, `… ${value.length - longestList} more`] : shown;
  }
  const object = asObject(value);
  if (object) return redactObject(object, place);
  if (!place.isOpen && place.subject !== 'nobody' && !isCut(value)) return marked(value);
  return typeof value === 'string' ? maskMails(value) : value;
}

function redactObject(object: Resource, place: Place): Resource {
  const level = levelOf(object, place.level);
  const path = typeof object['path'] === 'string' ? object['path'] : null;
  const entries = Object.entries(object).map(([name, value]): [string, Json] => {
    const lower = lastPart(name);
    if (lower === 'password') return [name, hidden];
    if (level === 'message' && typeof value === 'string') {
      if (lower === 'detail') return [name, maskMails(value)];
      if (lower === 'filter') return [name, redactFilter(value, place.subject)];
    }
    if (level === 'operation') {
      if (lower === 'path' && typeof value === 'string') return [name, redactPath(value, place.subject)];
      if (lower === 'value') return [name, redactOperand(value, path, place.subject)];
      if (lower === 'data') return [name, redactBody(value, subjectOf(path ?? ''))];
      if (lower === 'response') return [name, redactValue(value, { ...place, level: 'message' })];
    }
    return [name.slice(0, longestName), redactValue(value, within(name, { ...place, level }))];
  });
  return Object.fromEntries(entries);
}

function levelOf({ schemas, op, method }: Resource, level: Level): Level {
  if (level === 'closed') return level;
  if (typeof op === 'string' || typeof method === 'string') return 'operation';
  const isMessage =
    Array.isArray(schemas) && schemas.some((each) => typeof each === 'string' && each.startsWith(messages));
  return isMessage ? 'message' : level;
}

/** What a PATCH operation sets, by where it goes. */
function redactOperand(value: Json, path: string | null, subject: Subject): Json {
  if (path === null) return redactBody(value, subject);
  const target = path.replace(/\[.*\]/s, '');
  if (lastPart(target) === 'password') return hidden;
  return redactValue(value, within(target, { subject, level: 'resource', isOpen: false }));
}

function within(name: string, { subject, level }: Place): Place {
  const lower = lastPart(name);
  const isForeign = name.toLowerCase().startsWith('urn:') && !core.test(name.toLowerCase());
  if (level === 'closed' || isForeign) return { subject, level: 'closed', isOpen: false };
  if (lower === 'meta') return { subject, level: 'meta', isOpen: false };
  if (lower === 'resources') return { subject, level: 'resource', isOpen: false };
  // Of whom a group holds only the ids are told.
  if (lower === 'members' || lower === 'groups') return { subject: 'Group', level: 'resource', isOpen: true };
  const isOfGroup = subject === 'Group' && openOfGroup.has(lower);
  return { subject, level: 'resource', isOpen: isOfGroup || open[level].has(lower) };
}

/** The attribute’s own name, lower-cased: without the URN in front and the attribute that it is a part of. */
function lastPart(name: string): string {
  const short = name.toLowerCase().startsWith('urn:') ? name.slice(name.lastIndexOf(':') + 1) : name;
  return short.slice(short.lastIndexOf('.') + 1).toLowerCase();
}

/** What a path below the base URL is about. */
export function subjectOf(path: string): Subject {
  const [, first = ''] = path.toLowerCase().split('/');
  if (first === 'groups') return 'Group';
  return first === 'schemas' || first === 'resourcetypes' || first === 'serviceproviderconfig' ? 'nobody' : 'User';
}

/** What stands for a value: its kind and its length in characters. */
export function marked(value: Json): Json {
  if (value === null) return null;
  if (typeof value === 'number' || typeof value === 'boolean') return typeof value;
  return markedText(typeof value === 'string' ? value : JSON.stringify(value));
}

function markedText(text: string): string {
  return `${text.includes('@') ? 'mail' : 'text'}, ${Array.from(text).length}`;
}

const marks = /^(?:(?:mail|text), \d+|number|boolean|hidden|… \d+ (?:more|characters))$/;

/** What was left out by us before. */
function isCut(value: Json): boolean {
  return typeof value === 'string' && /^… \d+ (?:more|characters)$/.test(value);
}

/** Whether a value stands for one that was taken out. */
export function isMarked(value: Json): boolean {
  return typeof value === 'string' && marks.test(value);
}

/** Address and query as they may be kept: the names of attributes stay, and what they are compared with goes. */
export function redactAddress(path: string, query: string, subject: Subject): string {
  const shown = [...new URLSearchParams(query)].slice(0, longestList).map(([name, value]) => {
    const lower = name.toLowerCase();
    if (lower === 'filter') return `${name}=${redactFilter(value, subject)}`;
    return `${name.slice(0, longestName)}=${open.message.has(lower) ? value.slice(0, 500) : markedText(value)}`;
  });
  return shown.length === 0 ? path : `${path}?${shown.join('&')}`;
}

/** A filter with the compared texts replaced; one that can’t be read is replaced whole. */
export function redactFilter(filter: string, subject: Subject): string {
  try {
    let named = '';
    let shown = '';
    let before = '';
    for (const token of tokenize(filter)) {
      if (token.kind === 'end') break;
      const isGap = before !== '' && before !== '(' && before !== '[' && !/^[)\][]$/.test(token.kind);
      if (isGap) shown += ' ';
      before = token.kind;
      if (token.kind === 'word') {
        shown += token.text;
        if (!operators.has(token.text.toLowerCase())) named = token.text;
      } else if (token.kind === 'string' || token.kind === 'number') {
        const isSecret = lastPart(named) === 'password';
        const { isOpen } = within(named, { subject, level: 'resource', isOpen: false });
        shown += JSON.stringify(isSecret ? hidden : isOpen ? token.value : marked(token.value));
      } else shown += token.kind;
    }
    return shown;
  } catch {
    return markedText(filter);
  }
}

const operators = names('eq ne co sw ew gt ge lt le pr and or not true false null');

/** A PATCH path; only what stands in brackets compares. */
function redactPath(path: string, subject: Subject): string {
  return path.replace(/^([^[]*)\[(.*)\](.*)$/s, (_whole, head: string, filter: string, tail: string) => {
    const about = lastPart(head) === 'members' ? 'Group' : subject;
    return `${head}[${redactFilter(filter, about)}]${tail}`;
  });
}

/** A sentence for people, with mail addresses taken out. */
export function maskMails(text: string): string {
  return text.replace(mailAddress, (address) => markedText(address));
}
