import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { useState } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { number, t } from '../../../words.ts';
import { call } from '../../call.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Select } from '../../parts/select.tsx';
import { useAnswer } from '../../use-answer.ts';
import type { PullSettings } from '../pull-model.ts';
import { Card } from '../settings/card.tsx';
import { nicknamesOf } from './nicknames.ts';

interface SaveCardProps {
  connection: ConnectionAnswer;
  settings: PullSettings;
  unavailable: string | null;
  onSaved(): void;
}

/** What the files say as settings, with the site of each nickname, to be saved. */
export function SaveCard({ connection, settings, unavailable, onSaved }: SaveCardProps) {
  const known = [...settings.targets, ...(connection.pull?.targets ?? [])];
  const [sites, setSites] = useState<Record<string, string>>({});
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const names = nicknamesOf(settings);
  const targets = names.flatMap((name) => {
    const id = sites[name] ?? known.find((each) => each.name === name)?.connection ?? '';
    return id === '' ? [] : [{ name, connection: id }];
  });
  const save = async (): Promise<void> => {
    const body = { pull: { ...settings, targets } };
    const outcome = await call('changeConnection', { path: { id: connection.id }, body });
    setAsking(false);
    setProblem(outcome.ok ? null : outcome.problem);
    if (outcome.ok) onSaved();
  };
  const roles = settings.groups.flatMap((each) => each.roles).length;
  return (
    <Card title={t('pull.import.save')}>
      <div class="in stack">
        <p>{t('pull.run.groupsAndRoles', [number(settings.groups.length), number(roles)])}</p>
        {names.length > 0 && (
          <Sites
            connection={connection.id}
            names={names}
            targets={targets}
            onChoose={(name, id) => setSites({ ...sites, [name]: id })}
          />
        )}
        {problem !== null && <ProblemBox problem={problem} />}
        <div>
          <Button
            look="primary"
            unavailable={unavailable ?? (targets.length < names.length ? t('pull.import.sitesFirst') : null)}
            onPress={() => (connection.pull === null ? void save() : setAsking(true))}
          >
            {t(connection.pull === null ? 'pull.import.saveWord' : 'pull.import.saveOver')}
          </Button>
        </div>
      </div>
      {asking && (
        <ConfirmDialog
          title={t('pull.import.overTitle')}
          summary={t('pull.import.overText')}
          word={t('pull.import.overWord')}
          onConfirm={save}
          onClose={() => setAsking(false)}
        />
      )}
    </Card>
  );
}

interface SitesProps {
  connection: string;
  names: readonly string[];
  targets: PullSettings['targets'];
  onChoose(name: string, connection: string): void;
}

/** Which connection each nickname of the files belongs to. */
function Sites({ connection, names, targets, onChoose }: SitesProps) {
  const { value } = useAnswer('connections');
  const others = (value?.connections ?? []).filter(({ id }) => id !== connection);
  return (
    <div class="options">
      {names.map((name) => (
        <Select
          key={name}
          label={t('pull.import.siteOf', [`${name}::`])}
          value={targets.find((each) => each.name === name)?.connection ?? ''}
          options={[
            { value: '', word: t('pull.import.choose') },
            ...others.map(({ id, name: word }) => ({ value: id, word })),
          ]}
          onChange={(id) => onChoose(name, id)}
        />
      ))}
    </div>
  );
}
