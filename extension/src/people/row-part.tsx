import type { RowStatusAnswer } from '@rollcall/shared/api';

import { StatusBadge } from '../components/badge.tsx';
import { age, fieldName, list, number, t } from '../words.ts';

interface RowPartProps {
  name: string;
  status: RowStatusAnswer | undefined;
  /** What our own work is doing with this row now. */
  busy: 'checking' | 'syncing' | null;
  /** Why nothing can be started now; null when it can. */
  unavailable: string | null;
  onAct: (row: RowStatusAnswer, name: string) => void;
}

/** Badge and exactly one action under a name, on one line that is reserved before anything is known. */
export function RowPart({ name, status, busy, unavailable, onAct }: RowPartProps) {
  if (status === undefined) return <span class="cell">{busy !== null && <StatusBadge status={busy} />}</span>;
  const meaning = meaningOf(status);
  const off = busy !== null ? t('work.busy') : unavailable;
  const tip = off === null ? meaning : `${meaning} ${off}`;
  return (
    <span class="cell">
      <StatusBadge status={busy ?? status.status} title={busy === null ? meaning : t(`meaning.${busy}`)} />
      <button
        type="button"
        class="btn s"
        aria-label={t(`actionOn.${status.action}`, [name])}
        aria-describedby="tip"
        aria-disabled={off === null ? undefined : 'true'}
        onClick={(event) => {
          if (off === null && event.isTrusted) onAct(status, name);
        }}
      >
        {t(`action.${status.action}`)}
      </button>
      <span class="tip" id="tip">
        {tip}
      </span>
    </span>
  );
}

/** What the badge means for this account, and how old that knowledge is. */
export function meaningOf(row: RowStatusAnswer): string {
  const fields = row.differences.map((difference) => fieldName(difference.field));
  const meaning =
    row.status === 'differs'
      ? fields.length === 0
        ? t('meaning.differsPlain')
        : t('meaning.differs', fields.length, [list(fields), number(fields.length)])
      : t(`meaning.${row.status}`);
  const parts = row.problem === null ? [meaning] : [meaning, row.problem.detail];
  if (row.at !== null) parts.push(t('meaning.read', [age(row.at)]));
  if (row.source) parts.push(t(`kept.${row.source}`));
  return parts.join(' ');
}
