import { useId, useState } from 'preact/hooks';

import { t } from '../../../words.ts';
import { Card } from '../settings/card.tsx';
import { droppedFrom, pickedFrom, readFiles } from './read-files.ts';

/** Chooses a folder instead of files; the types of elements do not know it. */
const wholeFolder = { webkitdirectory: true };

interface FilesCardProps {
  /** Why this browser may not; null when it may. */
  unavailable: string | null;
  onFiles(files: Awaited<ReturnType<typeof readFiles>>): void;
}

/** Files to choose, a folder to choose, or either to drop. */
export function FilesCard({ unavailable, onFiles }: FilesCardProps) {
  const id = useId();
  const [over, setOver] = useState(false);
  const choose = async (input: HTMLInputElement): Promise<void> => {
    const files = await readFiles(pickedFrom(input.files ?? []));
    // The same files can be chosen again after they were corrected.
    input.value = '';
    onFiles(files);
  };
  const drop = async (items: DataTransferItemList | undefined): Promise<void> => {
    if (unavailable === null) onFiles(await readFiles(await droppedFrom(items ?? [])));
  };
  return (
    <Card title={t('pull.import.title')} text={t('pull.import.text', ['user-sync-config.yml'])}>
      <div
        class={over ? 'in stack drop over' : 'in stack drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void drop(event.dataTransfer?.items);
        }}
      >
        {unavailable !== null && <p class="small muted">{unavailable}</p>}
        <fieldset class="part" disabled={unavailable !== null}>
          <div class="sides">
            <div class="field">
              <label for={`${id}-files`}>{t('pull.import.files')}</label>
              <input
                id={`${id}-files`}
                type="file"
                multiple
                accept=".yml,.yaml"
                onChange={(event) => void choose(event.currentTarget)}
              />
            </div>
            <div class="field">
              <label for={`${id}-folder`}>{t('pull.import.folder')}</label>
              <input
                id={`${id}-folder`}
                type="file"
                {...wholeFolder}
                onChange={(event) => void choose(event.currentTarget)}
              />
            </div>
          </div>
        </fieldset>
        <p class="small muted">{t('pull.import.drop')}</p>
      </div>
    </Card>
  );
}
