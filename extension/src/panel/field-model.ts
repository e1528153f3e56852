import type { FieldView, UserAnswer } from '@rollcall/shared/api-user';

/**
 * Where a sync would write this field; null where it would not. What is known from the last look alone says that a field
 * differs, not more: then the site's value goes to Okta where the site owns it.
 */
export function writesTo(field: FieldView, live: boolean): FieldView['writes'] {
  if (live || field.writes !== null) return field.writes;
  return field.stands === 'differs' && field.owner === 'cms' && !field.onCreateOnly ? 'okta' : null;
}

/** Fields that a sync would write now, by Okta's names. */
export function writableFields(answer: UserAnswer | null): string[] {
  if (answer === null) return [];
  return answer.fields.filter((field) => writesTo(field, answer.live) !== null).map(({ field }) => field);
}
