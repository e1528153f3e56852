import type { ReportAnswer, ReportGroup } from '@rollcall/shared/api-report';
import { useState } from 'preact/hooks';

import { Icon, type IconName } from '../../components/icon.tsx';
import { list, number, problemWords, t } from '../../words.ts';
import { Num } from '../parts/num.tsx';
import { ReportList } from './report-list.tsx';

/** In the order of the report: what stands in the way first. The last two only where there are some. */
const looks: readonly { group: ReportGroup; icon: IconName; tone: string; always: boolean }[] = [
  { group: 'cantSync', icon: 'excluded', tone: 'warn', always: true },
  { group: 'found', icon: 'link', tone: 'info', always: true },
  { group: 'notInOkta', icon: 'add', tone: 'idle', always: true },
  { group: 'onlyInOkta', icon: 'people', tone: 'idle', always: true },
  { group: 'blockedActive', icon: 'risk', tone: 'bad', always: true },
  { group: 'protected', icon: 'shield', tone: 'idle', always: true },
  { group: 'linked', icon: 'agree', tone: 'ok', always: false },
  { group: 'leftOut', icon: 'off', tone: 'idle', always: false },
];

/** How many accounts are in which group, what would become of them, and who they are. */
export function ReportTable({ id, report }: { id: string; report: ReportAnswer }) {
  const [open, setOpen] = useState<ReportGroup | null>(null);
  const shown = looks.filter(({ group, always }) => always || (report.counts[group] ?? 0) > 0);
  return (
    <section class="card" aria-labelledby="report-title">
      <header>
        <h2 id="report-title">{t('wizard.report.table')}</h2>
      </header>
      <div class="wrap" tabIndex={0} role="group" aria-label={t('wizard.report.table')}>
        <table class="table flow">
          <thead>
            <tr>
              <th scope="col" class="r">
                {t('wizard.report.users')}
              </th>
              <th scope="col">{t('wizard.report.group')}</th>
              <th scope="col">{t('wizard.report.would')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {shown.map(({ group, icon, tone }) => (
              <tr key={group}>
                <td class="r strong">
                  <Num value={report.counts[group] ?? 0} />
                </td>
                <th scope="row">
                  <Icon name={icon} tone={tone} /> {t(`wizard.report.${group}`)}
                </th>
                <td class="muted">{wouldDo(group, report)}</td>
                <td class="r">
                  {(report.counts[group] ?? 0) > 0 && (
                    <button
                      type="button"
                      class="link nowrap"
                      aria-expanded={open === group}
                      aria-label={t('wizard.report.seeGroup', [t(`wizard.report.${group}`)])}
                      onClick={() => setOpen(open === group ? null : group)}
                    >
                      {t('wizard.report.see')}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {open !== null && <ReportList key={open} id={id} group={open} total={report.counts[open] ?? 0} />}
    </section>
  );
}

/** What Rollcall would do with a group; for those that can't be synced, why, as far as it has words. */
function wouldDo(group: ReportGroup, { reasons }: ReportAnswer): string {
  const codes = Object.entries(reasons);
  if (group !== 'cantSync' || codes.length === 0) return t(`wizard.report.${group}Text`);
  return list(
    codes.map(([code, count]) => {
      const { title } = problemWords({ code, title: code, detail: '', next: '' });
      return `${number(count)} × ${title}`;
    }),
  );
}
