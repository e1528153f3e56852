import type { EntryAnswer } from '@rollcall/shared/api';
import { action } from '@rollcall/shared/api-basics';

import { fieldName, list, pastName, t } from '../../../words.ts';

const settingNames = [
  'name',
  'colour',
  'mode',
  'direction',
  'mapping',
  'methods',
  'brakes',
  'groupMaps',
  'match',
  'newInOkta',
] as const;

type Told = Pick<EntryAnswer, 'type' | 'outcome' | 'fields'>;

/** What happened, as one line: what was done with its fields, or what could not be done. */
export function entryText({ type, outcome, fields }: Told): string {
  const tried = action.safeParse(type);
  const what = outcome === 'done' || !tried.success ? pastName(type) : t(`work.tried.${tried.data}`);
  // Of a new account every field is new, which says nothing.
  const named =
    type === 'create' || fields.length === 0
      ? []
      : fields.map((field) => (type === 'settings' ? settingName(field) : fieldName(field)));
  return named.length === 0 ? what : t('work.activity.fields', [what, list(named)]);
}

function settingName(name: string): string {
  const known = settingNames.find((each) => each === name);
  if (known !== undefined) return t(`work.settings.${known}`);
  return name === 'cms' || name === 'okta' ? t(`plan.${name}`) : fieldName(name);
}

/** Whether an entry wrote something that a forward change can take back. */
export function canUndo({ type, outcome }: Told): boolean {
  return outcome === 'done' && action.safeParse(type).success && type !== 'invite' && type !== 'setPassword';
}
