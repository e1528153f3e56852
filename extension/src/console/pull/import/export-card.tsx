import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { useState } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { t } from '../../../words.ts';
import { call } from '../../call.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { download } from '../../work/download.ts';
import { Card } from '../settings/card.tsx';

/** The saved settings as files of the tool. */
export function ExportCard({ connection }: { connection: string }) {
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const save = async (): Promise<void> => {
    const outcome = await call('exportPull', { path: { id: connection } });
    setProblem(outcome.ok ? null : outcome.problem);
    if (!outcome.ok) return;
    for (const { name, text } of outcome.value.files) download(name, 'application/yaml', text);
  };
  return (
    <Card title={t('pull.export.title')} text={t('pull.export.text')}>
      <div class="in stack">
        {problem !== null && <ProblemBox problem={problem} />}
        <div>
          <Button onPress={() => void save()}>{t('pull.export.button')}</Button>
        </div>
      </div>
    </Card>
  );
}
