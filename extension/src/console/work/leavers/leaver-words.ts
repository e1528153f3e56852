import type { LeaverProof, LeaverRow, LeaverSide } from '@rollcall/shared/api-leaver';

import { moment, pastName, t } from '../../../words.ts';
import { actorText } from '../run/run-words.ts';

/** How an account of a leaver stands. */
export function stateText(state: LeaverSide['state'], side: 'cms' | 'okta'): string {
  switch (state) {
    case 'gone':
    case 'unread':
      return t(`work.leavers.${state}`);
    case 'deactivated':
      return side === 'cms' ? t('work.leavers.blocked') : t('state.deactivated');
    default:
      return t(`state.${state}`);
  }
}

/** How a loss of access is known. */
export function proofText(proof: LeaverProof): string {
  const at = moment(proof.at);
  if (proof.kind === 'seen') return t('work.leavers.seen', [at]);
  if (proof.kind === 'missing') return t('work.leavers.missing', [at]);
  const done = t('work.leavers.done', [pastName(proof.type), actorText(proof.by), at]);
  return proof.evidence === 'readBack' ? `${done} ${t('work.leavers.readBack')}` : done;
}

/** Where a leaver is still let in, and why; null for one who is not. */
export function openText({ open, openSide, reason, detail }: LeaverRow): { where: string; why: string } | null {
  if (!open || openSide === null || reason === null) return null;
  return {
    where: t(reason === 'unread' ? 'work.leavers.perhapsOpen' : 'work.leavers.stillOpen', [t(`plan.${openSide}`)]),
    why: detail ?? t(`work.leavers.reason.${reason}`),
  };
}
