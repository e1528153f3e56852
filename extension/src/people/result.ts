import type { RowStatusAnswer } from '@rollcall/shared/api';
import type { ItemResultAnswer } from '@rollcall/shared/api-run';

import { t } from '../words.ts';

/** What became of the one person that a run was about; empty for several, and where there is nothing good to tell. */
export function resultText(
  results: readonly ItemResultAnswer[],
  statuses: ReadonlyMap<string, RowStatusAnswer>,
): string {
  const [first, ...rest] = results;
  if (first === undefined || results.some(({ outcome }) => outcome !== 'done')) return '';
  if (rest.some(({ handle, label }) => handle !== first.handle || label !== first.label)) return '';
  const status = statuses.get(first.handle ?? '')?.status;
  const now = status === undefined ? null : t(`status.${status}`);
  if (first.action !== 'create') return now === null ? '' : t('result.now', [first.label, now]);
  return now === null ? t('result.created', [first.label]) : t('result.createdAs', [first.label, now]);
}
