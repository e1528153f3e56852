import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { useState } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { t } from '../../../words.ts';
import { call } from '../../call.ts';
import { CopyField } from '../../parts/copy-field.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Radios } from '../../parts/radio.tsx';
import { Time } from '../../parts/time.tsx';

type Role = 'owner' | 'operator' | 'viewer';

/** Makes a code with which one more browser can be paired. */
export function NewCode() {
  const [role, setRole] = useState<Role>('operator');
  const [made, setMade] = useState<{ code: string; expires: string; role: Role } | null>(null);
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const make = async (): Promise<void> => {
    const outcome = await call('pairingCode', { body: { role } });
    setProblem(outcome.ok ? null : outcome.problem);
    setMade(outcome.ok ? { ...outcome.value, role } : null);
  };
  return (
    <section class="card" aria-labelledby="new-code">
      <header>
        <h2 id="new-code">{t('setting.clients.add')}</h2>
      </header>
      <div class="in stack">
        <Radios
          legend={t('setting.clients.mayDo')}
          name="role"
          value={role}
          options={(['operator', 'viewer', 'owner'] as const).map((value) => ({
            value,
            words: t(`options.role.${value}`),
            note: t(`setting.clients.roles.${value}`),
          }))}
          onChange={(chosen) => setRole(chosen)}
        />
        <Button onPress={() => void make()}>{t('setting.clients.makeCode')}</Button>
        {problem !== null && <ProblemBox problem={problem} />}
        {made !== null && (
          <div role="status" class="stack">
            <CopyField label={t('setting.clients.code')} value={made.code} />
            <p class="small">
              {t('setting.clients.codeFor', [t(`options.role.${made.role}`)])} {t('setting.clients.codeUntil')}{' '}
              <Time at={made.expires} as="moment" />.
            </p>
          </div>
        )}
      </div>
    </section>
  );
}
