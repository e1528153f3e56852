import { t } from '../../../words.ts';
import type { PullOptions } from '../pull-model.ts';

const keys = {
  preserve: 'pull.action.preserve',
  exclude: 'pull.action.exclude',
  'write-file': 'pull.action.writeFile',
  'remove-roles': 'pull.action.removeRoles',
  block: 'pull.action.block',
  delete: 'pull.action.delete',
} as const;

/** What becomes of who is only on the site, in words. */
export function actionWords(action: PullOptions['targetOnlyUserAction']): string {
  return t(keys[action]);
}
