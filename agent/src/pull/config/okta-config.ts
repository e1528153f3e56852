import type { PullAttributes, PullSettings } from '@rollcall/shared';
import { everybodyFilter } from '@rollcall/shared/pull-settings';
import { z } from 'zod';

import { compile } from '../../expression/compile.ts';
import { pythonToCel } from '../../expression/python/translate.ts';
import { readable } from '../conditions.ts';
import { templateOf } from './format.ts';
import type { Found, Section } from './section.ts';

/** What a connector to Okta says; null parts have a problem told. */
export interface OktaConfig {
  okta: PullSettings['okta'] | null;
  filter: PullSettings['filter'];
  /** The filter as it stands in the file. */
  filterText: string | null;
  attributes: PullAttributes;
}

type Token = PullSettings['okta']['token'] | null;

interface OktaOptions {
  /** The org that it has to be for; null is none at all, undefined any. */
  org: string | null | undefined;
  /** Where the token is if the file does not say. */
  token: Token;
}

const text = z.string();

/** Reads `connector-okta.yml`. */
export function readOktaConfig(section: Section, { org, token: known }: OktaOptions): OktaConfig {
  const host = readHost(section);
  if (host !== null && org !== undefined) refuseOtherOrg(section, host, org);
  const token = readToken(section, host, known);
  const groupFilter = readFormat(section, 'group_filter_format', {
    only: ['group'],
    why: 'To what is searched for a group.',
  });
  const config: OktaConfig = {
    okta:
      host === null || token === null
        ? null
        : { url: urlOf(host.value), token, groupFilter: groupFilter ?? '${group}' },
    ...readFilter(section),
    attributes: readAttributes(section),
  };
  section.ignore('user_identity_type', 'A site has no identity types.');
  section.ignore('user_identity_type_format', 'A site has no identity types; the tool never used it either.');
  section.ignore('string_encoding', 'Okta answers in UTF-8; the tool never used it either.');
  section.ignore('logger_name', 'Rollcall keeps its own log.');
  section.end();
  return config;
}

function readHost(section: Section): Found<string> | null {
  const host = section.require('host', section.take('host', text, { is: 'used', why: 'The address of the org.' }));
  if (host === null) return null;
  if (URL.canParse(urlOf(host.value)) && !/[\s/@?#]/.test(host.value.replace(/^https:\/\//, ''))) return host;
  section.problem(host, `"${host.value}" is no host.`, 'Write the name alone, such as example.okta.com.');
  return null;
}

/** A credential is never taken from the files: the connection has its own. */
function refuseOtherOrg(section: Section, host: Found<string>, org: string | null): void {
  const hostOf = (url: string) => URL.parse(url)?.host;
  if (org !== null && hostOf(org) === hostOf(urlOf(host.value))) return;
  const why =
    org === null
      ? 'The connection has no Okta org yet.'
      : `The configuration is for ${urlOf(host.value)}, and the connection has ${org}.`;
  section.problem(host, why, 'Connect that org first, or choose another connection.');
}

function urlOf(host: string): string {
  return host.startsWith('https://') ? host : `https://${host}`;
}

function readToken(section: Section, host: Found<string> | null, known: Token): Token {
  const plain = section.take('api_token', text.min(1), {
    is: 'ignored',
    why: 'The connection has a credential of its own; take this token out of the file.',
  });
  const key = section.take('secure_api_token_key', text.min(1), {
    is: 'mapped',
    why: 'To "rollcall connect okta --token-keyring", which takes it from there: this service, and the host as the user.',
  });
  if (plain && key) {
    section.problem(key, 'api_token and secure_api_token_key are both there.', 'Take one of them out.');
    return null;
  }
  if (plain) return { in: 'file', file: plain.file };
  if (key) return { in: 'keyring', service: key.value, user: host?.value ?? '' };
  if (known) return known;
  section.problem(section.place, 'There is no API token.', 'Add secure_api_token_key, or api_token.');
  return null;
}

function readFilter(section: Section): Pick<OktaConfig, 'filter' | 'filterText'> {
  const found = section.take('all_users_filter', text, {
    is: 'mapped',
    why: 'To a condition in CEL; who can’t be decided is left as is.',
  });
  if (!found) return { filter: { cel: everybodyFilter, text: null }, filterText: null };
  const filterText = found.value;
  const translated = pythonToCel(filterText);
  if ('cel' in translated) return { filter: { cel: translated.cel, text: filterText }, filterText };
  if (compile(filterText, 'condition', readable).flaws.length === 0)
    return { filter: { cel: filterText, text: null }, filterText };
  const { flaw } = translated;
  section.problem(found, `all_users_filter, character ${flaw.from + 1}: ${flaw.text}`, flaw.next);
  return { filter: { cel: everybodyFilter, text: filterText }, filterText };
}

function readAttributes(section: Section): PullAttributes {
  const read = (key: string, why: string) => readFormat(section, key, { why });
  return {
    email: read('user_email_format', 'To a template for the mail.') ?? '${email}',
    username: read('user_username_format', 'To a template for the user name.'),
    domain: read('user_domain_format', 'To a template for the domain.'),
    firstName: read('user_given_name_format', 'To a template for the first name.') ?? '${firstName}',
    lastName: read('user_surname_format', 'To a template for the last name.') ?? '${lastName}',
    country: read('user_country_code_format', 'To a template for the country.') ?? '${countryCode}',
  };
}

function readFormat(section: Section, key: string, { only, why }: { only?: ['group']; why: string }): string | null {
  const found = section.take(key, text, { is: 'mapped', why });
  if (!found) return null;
  const template = templateOf(found.value, only);
  if (template === null) {
    const next = only ? 'There is only {group}.' : 'There are only names of Okta attributes in {}.';
    section.problem(found, `"${found.value}" can’t be filled.`, next);
  }
  return template;
}
