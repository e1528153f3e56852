import type { ScimTokenAnswer } from '@rollcall/shared/api-scim';

import { t } from '../../../words.ts';

const day = 86_400_000;
/** From so many days before its end a token's time is counted down. */
const soon = 14;

/** Two, so that Okta can be given a new one while the old one still works. */
export const mostTokens = 2;

/** Whether Okta uses a token: not yet, now, no more since it uses the other one; or somebody else has used it. */
export type Adoption = 'unused' | 'other' | 'uses' | 'movedOn';

export function adoptionOf(token: ScimTokenAnswer, tokens: readonly ScimTokenAnswer[]): Adoption {
  const { seenOkta, lastUsed } = token;
  if (!seenOkta) return lastUsed === null ? 'unused' : 'other';
  const isNewer = (other: ScimTokenAnswer): boolean => other.seenOkta && (other.lastUsed ?? '') > (lastUsed ?? '');
  return tokens.some((other) => other.id !== token.id && isNewer(other)) ? 'movedOn' : 'uses';
}

export interface Ending {
  text: string;
  /** It is past, or near enough to do something about it. */
  urgent: boolean;
}

/** When a token ends: the day, counted down near its end. */
export function endingOf({ expires, expired }: ScimTokenAnswer, now: number = Date.now()): Ending {
  if (expires === null) return { text: t('scim.tokens.never'), urgent: false };
  const left = Date.parse(expires) - now;
  if (expired || left <= 0) return { text: t('scim.tokens.expired'), urgent: true };
  const days = Math.floor(left / day);
  if (days >= soon) {
    const date = new Intl.DateTimeFormat(t('intl'), { day: 'numeric', month: 'short', year: 'numeric' });
    return { text: date.format(new Date(expires)), urgent: false };
  }
  const relative = new Intl.RelativeTimeFormat(t('intl'), { numeric: 'always' });
  const text = days > 0 ? relative.format(days, 'day') : relative.format(Math.ceil(left / (day / 24)), 'hour');
  return { text, urgent: true };
}

export const rotationSteps = ['generate', 'paste', 'retire', 'remove'] as const;

export interface Rotation {
  /** The step that is to be done now; what comes before it is done. */
  at: (typeof rotationSteps)[number];
  /** The one that goes, and the one that takes its place; null while there is none. */
  old: ScimTokenAnswer;
  next: ScimTokenAnswer | null;
}

/** How far a change of tokens without a gap has come; null while there is no token to change. */
export function rotationOf(tokens: readonly ScimTokenAnswer[]): Rotation | null {
  const [old, next] = tokens.toSorted((a, b) => a.created.localeCompare(b.created));
  if (old === undefined) return null;
  if (next === undefined) return { at: 'generate', old, next: null };
  if (!next.seenOkta) return { at: 'paste', old, next };
  return { at: old.state === 'active' && !old.expired ? 'retire' : 'remove', old, next };
}
