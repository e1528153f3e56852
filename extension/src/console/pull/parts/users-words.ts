import { list, number, t } from '../../../words.ts';
import type { PullOptions } from '../pull-model.ts';

/** Whom a pull reads, in words. */
export function usersWords(users: PullOptions['users']): string {
  switch (users.kind) {
    case 'all':
    case 'mapped':
      return t(`pull.users.${users.kind}`);
    case 'groups':
      return t('pull.users.inGroups', [list(users.groups)]);
    case 'list':
      return t('pull.users.named', users.users.length, [number(users.users.length)]);
    case 'file':
      return t('pull.users.fromFile', [users.file]);
  }
}
