import { t } from '../../../words.ts';
import type { PageProps } from '../../page.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { useAnswer } from '../../use-answer.ts';
import { Lockable, SettingHead } from '../parts/setting-page.tsx';
import { AlertForm } from './alert-form.tsx';

/** Who is told when something goes wrong. */
export function AlertsPage({ role }: PageProps) {
  const { value, problem, again } = useAnswer('alerts');
  if (value !== null) return <AlertForm saved={value} role={role} onSaved={again} />;
  return (
    <>
      <SettingHead title={t('setting.alerts.title')} text={t('setting.alerts.text')} />
      {problem !== null && <ProblemBox problem={problem} />}
      <Lockable role={role}>{null}</Lockable>
    </>
  );
}
