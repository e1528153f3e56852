import type { PlanAnswer } from '@rollcall/shared/api-run';
import type { BadgeStatus } from '@rollcall/shared/status';

import { StatusBadge } from '../components/badge.tsx';
import { number, t, valueText } from '../words.ts';
import { FieldTable } from './field-table.tsx';
import { untouched } from './model.ts';

type Aside = PlanAnswer['asides'][number];

const order: Aside['why'][] = ['differs', 'undecided', 'protected', 'notTicked', 'excluded', 'unchanged'];
/** A long list of names helps nobody; the count stands before it. */
const namesShown = 100;

interface AsidesProps {
  answer: PlanAnswer;
  open: boolean;
  statusOf: (handle: string | null) => BadgeStatus | null;
}

/** Accounts that the plan leaves alone, grouped by why. */
export function Asides({ answer, open, statusOf }: AsidesProps) {
  const left = untouched(answer);
  const groups = order
    .map((why) => ({ why, asides: left.filter((aside) => aside.why === why) }))
    .filter((group) => group.asides.length > 0);
  if (groups.length === 0) return null;
  return (
    <section class="stack asides" aria-label={t('plan.asides')}>
      <h3>{t('plan.asides')}</h3>
      {groups.map(({ why, asides }) => (
        <details key={why} open={open && asides.length <= 10} class="card">
          <summary>
            {t(`aside.${why}`)} <span class="muted num">{number(asides.length)}</span>
          </summary>
          <ul class="small">
            {asides.slice(0, namesShown).map((aside, at) => (
              <li key={aside.subject.cms?.id ?? at}>
                <AsideLine aside={aside} status={statusOf(aside.subject.handle)} />
              </li>
            ))}
            {asides.length > namesShown && <li class="muted">+ {number(asides.length - namesShown)}</li>}
          </ul>
        </details>
      ))}
    </section>
  );
}

function AsideLine({ aside, status }: { aside: Aside; status: BadgeStatus | null }) {
  return (
    <>
      <span class="row">
        <b>
          <bdi>{aside.subject.label}</bdi>
        </b>
        {status !== null && <StatusBadge status={status} />}
        <span class="muted">{aside.text}</span>
      </span>
      {aside.differences.length > 0 && (
        <FieldTable
          person={aside.subject.label}
          heads={[t('plan.now', [t('plan.cms')]), t('plan.now', [t('plan.okta')])]}
          lines={aside.differences.map(({ field, cms, okta }) => ({
            field,
            cells: [valueText(field, cms), valueText(field, okta)],
          }))}
        />
      )}
    </>
  );
}
