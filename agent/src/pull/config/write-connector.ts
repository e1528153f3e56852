import type { PullAttributes, PullSettings } from '@rollcall/shared';

import { compile } from '../../expression/compile.ts';
import { pythonToCel } from '../../expression/python/translate.ts';
import { readable } from '../conditions.ts';
import { formatOf } from './format.ts';
import { celToPython } from './python-filter.ts';

/** Keys of one file in their order, with a comment before some of them. */
export interface WrittenFile {
  keys: Record<string, unknown>;
  comments?: Record<string, string>;
  /** At the end. */
  after?: string;
}

/** What the connector's file says about who is in scope. */
export interface WrittenFilter {
  text: string;
  comment: string | null;
}

/** `all_users_filter`: the text that the condition was made from, else Python of the same meaning, else the CEL itself. */
export function filterOf({ cel, text }: PullSettings['filter']): WrittenFilter {
  if (text !== null && isReadable(text)) return { text, comment: null };
  const python = celToPython(cel);
  if (python !== null) return { text: python, comment: ` In CEL: ${cel}` };
  return { text: cel, comment: ' This is CEL, which Rollcall reads and the tool refuses: it has no Python for it.' };
}

function isReadable(text: string): boolean {
  return 'cel' in pythonToCel(text) || compile(text, 'condition', readable).flaws.length === 0;
}

const formats: readonly [string, keyof PullAttributes][] = [
  ['user_email_format', 'email'],
  ['user_username_format', 'username'],
  ['user_domain_format', 'domain'],
  ['user_given_name_format', 'firstName'],
  ['user_surname_format', 'lastName'],
  ['user_country_code_format', 'country'],
];

/** `connector-okta.yml`, without a token: where the tool finds one is all that is said. */
export function writeConnector({ okta, attributes, filter }: PullSettings): WrittenFile {
  const inKeyring = okta.token.in === 'keyring' ? okta.token : null;
  const host = okta.url.replace(/^https:\/\//, '');
  const named = inKeyring && inKeyring.user === okta.url ? okta.url : host;
  const { text, comment } = filterOf(filter);
  const group = formatOf(okta.groupFilter, ['group']);
  const lines = formats.flatMap(([key, name]) => {
    const template = attributes[name];
    const format = template === null ? null : formatOf(template);
    return format === null ? [] : [[key, format]];
  });
  return {
    keys: {
      host: named,
      ...(inKeyring && { secure_api_token_key: inKeyring.service }),
      ...(group !== null && { group_filter_format: group }),
      all_users_filter: text,
      ...Object.fromEntries(lines),
    },
    ...(comment !== null && { comments: { all_users_filter: comment } }),
    ...(inKeyring
      ? {}
      : { after: ' The tool needs secure_api_token_key here, or api_token. Rollcall has a credential of its own.' }),
  };
}
