import type { PlanAnswer } from '@rollcall/shared/api-run';
import type { BadgeStatus } from '@rollcall/shared/status';

import { StatusBadge } from '../components/badge.tsx';
import { fieldName, number, t, valueText } from '../words.ts';

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
  const planned = new Set(answer.items.flatMap((item) => item.subject.cms?.id ?? []));
  const groups = order
    .map((why) => ({ why, asides: answer.asides.filter((aside) => aside.why === why && !planned.has(aside.subject.cms?.id ?? '')) }))
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
      {aside.differences.length > 0 && <Differences aside={aside} />}
    </>
  );
}

function Differences({ aside }: { aside: Aside }) {
  return (
    <div class="wrap" tabIndex={0} role="group" aria-label={t('plan.fields', [aside.subject.label])}>
      <table class="diff">
        <thead>
          <tr>
            <th scope="col">{t('plan.field')}</th>
            <th scope="col">{t('plan.now', [t('plan.cms')])}</th>
            <th scope="col">{t('plan.now', [t('plan.okta')])}</th>
          </tr>
        </thead>
        <tbody>
          {aside.differences.map(({ field, cms, okta }) => (
            <tr key={field}>
              <th scope="row">{fieldName(field)}</th>
              <td>{valueText(field, cms)}</td>
              <td>{valueText(field, okta)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
