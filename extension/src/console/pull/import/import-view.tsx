import type { ImportAnswer } from '@rollcall/shared/api-pull';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { useState } from 'preact/hooks';

import { Banner } from '../../../components/banner.tsx';
import { t } from '../../../words.ts';
import { call } from '../../call.ts';
import { addressOf, type PageProps } from '../../page.ts';
import { LinkButton } from '../../parts/link-button.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { whyLocked } from '../../settings/parts/setting-page.tsx';
import { ExportCard } from './export-card.tsx';
import { FilesCard } from './files-card.tsx';
import type { readFiles } from './read-files.ts';
import { Report } from './report.tsx';
import { SaveCard } from './save-card.tsx';

type Files = Awaited<ReturnType<typeof readFiles>>;
type State =
  | { is: 'idle' }
  | { is: 'reading' }
  | { is: 'noFiles' }
  | { is: 'failed'; problem: ProblemAnswer }
  | { is: 'read'; answer: ImportAnswer }
  | { is: 'saved' };

/** Brings the configuration of Adobe's User Sync Tool: what becomes of each key, and then the settings; and gives one out. */
export function ImportView({ page }: { page: PageProps }) {
  const { connection, role, onChanged } = page;
  const [state, setState] = useState<State>({ is: 'idle' });
  const read = async (files: Files): Promise<void> => {
    if (files.length === 0) return setState({ is: 'noFiles' });
    setState({ is: 'reading' });
    const outcome = await call('importPull', { path: { id: connection.id }, body: { files } });
    setState(outcome.ok ? { is: 'read', answer: outcome.value } : { is: 'failed', problem: outcome.problem });
  };
  return (
    <>
      <FilesCard unavailable={whyLocked(role)} onFiles={(files) => void read(files)} />
      {state.is === 'reading' && <p role="status">{t('pull.import.reading')}</p>}
      {state.is === 'noFiles' && (
        <Banner tone="warn" icon="risk" cause={t('pull.import.noFiles')} next={t('pull.import.noFilesNext')} alert />
      )}
      {state.is === 'failed' && <ProblemBox problem={state.problem} />}
      {state.is === 'read' && (
        <>
          <Report answer={state.answer} />
          {state.answer.settings !== null && (
            <SaveCard
              connection={connection}
              settings={state.answer.settings}
              unavailable={whyLocked(role)}
              onSaved={() => {
                setState({ is: 'saved' });
                onChanged();
              }}
            />
          )}
        </>
      )}
      {state.is === 'saved' && (
        <Banner tone="ok" icon="agree" cause={t('setting.saved')} next={t('pull.import.savedNext')}>
          <LinkButton small href={addressOf(connection.id, 'pull', ['settings'])}>
            {t('pull.view.settings')}
          </LinkButton>
          <LinkButton small href={addressOf(connection.id, 'pull')}>
            {t('pull.view.run')}
          </LinkButton>
        </Banner>
      )}
      {connection.pull !== null && <ExportCard connection={connection.id} />}
    </>
  );
}
