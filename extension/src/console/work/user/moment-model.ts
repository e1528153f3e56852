import type { EntryAnswer } from '@rollcall/shared/api';
import type { HistoryAnswer, UserAnswer } from '@rollcall/shared/api-user';

type Moment = NonNullable<HistoryAnswer['moment']>;
type Value = Moment['cms'][string];

/** One field of a user at a moment in the past, beside what it is now. */
export interface PastField {
  field: string;
  /** Undefined where the record does not reach that far. */
  cms: Value | undefined;
  okta: Value | undefined;
  now: { cms: Value; okta: Value };
  /** The first change since, of those that are loaded; null when there was none. */
  changed: EntryAnswer | null;
  owner: UserAnswer['fields'][number]['owner'] | null;
}

/** Both sides as they stood, field by field, with who changed each since. `entries` are newest first. */
export function pastFields(
  user: Pick<UserAnswer, 'fields' | 'cms' | 'okta'>,
  moment: Moment,
  entries: readonly EntryAnswer[],
): PastField[] {
  const later = entries.filter(({ at, outcome }) => at > moment.at && outcome === 'done').toReversed();
  const state: PastField = {
    field: 'state',
    cms: moment.cms['state'],
    okta: moment.okta['state'],
    now: { cms: user.cms?.state ?? null, okta: user.okta?.state ?? null },
    changed: later.find(({ type }) => statesChange.has(type)) ?? null,
    owner: null,
  };
  const fields = user.fields
    .filter(({ sensitive }) => !sensitive)
    .map(({ field, cmsField, cms, okta, owner }): PastField => {
      const names = [field, cmsField];
      return {
        field,
        cms: cmsField === null ? undefined : moment.cms[cmsField],
        okta: moment.okta[field],
        now: { cms, okta },
        changed: later.find((entry) => entry.fields.some((name) => names.includes(name))) ?? null,
        owner,
      };
    });
  return [state, ...fields];
}

const statesChange: ReadonlySet<string> = new Set(['create', 'activate', 'resume', 'suspend', 'deactivate', 'delete']);

/** A time as an `<input type="datetime-local">` takes it, in this computer's zone. */
export function toLocal(iso: string): string {
  const time = new Date(iso);
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What was typed into such a field as a point in time; null when it is none. */
export function fromLocal(text: string): string | null {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
