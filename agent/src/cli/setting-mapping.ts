import type { MappingRule } from '@rollcall/shared';
import { SyncError } from '@rollcall/shared';

const owners = ['cms', 'okta', 'either', 'ask'] as const;
const applies = ['create', 'always'] as const;

/**
 * `mapping.add=FIELD:ATTRIBUTE[:OWNER[:APPLY]]` adds a rule, in place of the one that wrote the same Okta attribute at
 * the same time (always, or only when a user is created); `mapping.remove=ATTRIBUTE` takes its rules away.
 */
export function changeMapping(mapping: readonly MappingRule[], path: readonly string[], text: string): MappingRule[] {
  switch (path.slice(1).join('.')) {
    case 'add': {
      const rule = ruleOf(text);
      const replaced = (each: MappingRule) => each.okta === rule.okta && each.apply === rule.apply;
      return [...mapping.filter((each) => !replaced(each)), rule];
    }
    case 'remove':
      if (mapping.some((each) => each.okta === text)) return mapping.filter((each) => each.okta !== text);
      throw wrongRule(`No rule writes "${text}".`, `There are ${mapping.map((each) => each.okta).join(', ')}.`);
    default:
      throw wrongRule(
        `There is no setting "${path.join('.')}".`,
        'Use mapping.add=FIELD:ATTRIBUTE:OWNER or mapping.remove=ATTRIBUTE.',
      );
  }
}

function ruleOf(text: string): MappingRule {
  const [cms = '', okta = '', owner = 'cms', apply = 'always', ...rest] = text.split(':');
  if (cms === '' || okta === '' || rest.length > 0) {
    throw wrongRule(
      `"${text}" is no mapping.`,
      'Give the site’s field, the Okta attribute and the owner: mapping.add=field_department:department:cms.',
    );
  }
  return {
    cms,
    okta,
    toOkta: null,
    toCms: null,
    owner: oneOf(owners, owner, 'owner'),
    apply: oneOf(applies, apply, 'time'),
    sensitive: false,
  };
}

function oneOf<T extends string>(options: readonly T[], text: string, what: string): T {
  const found = options.find((each) => each === text);
  if (found !== undefined) return found;
  throw wrongRule(`"${text}" is no ${what} of a mapping.`, `It takes ${options.join(', ')}.`);
}

function wrongRule(text: string, next: string): SyncError {
  return new SyncError('invalid', text, { scope: 'run', next, field: 'mapping' });
}
