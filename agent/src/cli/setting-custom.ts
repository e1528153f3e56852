import type { ScimSettings } from '@rollcall/shared';
import { SyncError } from '@rollcall/shared';

/** What SCIM lets an attribute be called (RFC 7643 section 2.1). */
const form = /^[A-Za-z][\w-]{0,59}$/;

type Custom = ScimSettings['custom'];

/**
 * `scim.custom.add=NAME[:TITLE]` adds an attribute that Okta's SCIM client may send, or gives a known one another title;
 * `scim.custom.remove=NAME` takes it away.
 */
export function changeCustom(custom: Custom, path: readonly string[], text: string): Custom {
  switch (path.slice(2).join('.')) {
    case 'add': {
      const [name = '', ...title] = text.split(':');
      if (!form.test(name))
        throw wrong(
          `"${name}" is no name of an attribute.`,
          'It begins with a letter, has letters, digits, - and _, and 60 of them at most.',
        );
      return [...custom.filter((each) => each.name !== name), { name, title: title.join(':') }];
    }
    case 'remove': {
      const rest = custom.filter(({ name }) => name !== text);
      if (rest.length < custom.length) return rest;
      const known = custom.map(({ name }) => name).join(', ') || 'none';
      throw wrong(`No attribute "${text}" was added.`, `Added attributes: ${known}.`);
    }
    default:
      throw wrong(
        `There is no setting "${path.join('.')}".`,
        'Use scim.custom.add=NAME:TITLE or scim.custom.remove=NAME.',
      );
  }
}

function wrong(text: string, next: string): SyncError {
  return new SyncError('invalid', text, { scope: 'run', next, field: 'scim.custom' });
}
