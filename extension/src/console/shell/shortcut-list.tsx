import { useState } from 'preact/hooks';

import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { t } from '../../words.ts';
import { pages } from '../pages.ts';
import { Tick } from '../parts/tick.tsx';
import { shortcutsOn, switchShortcuts } from './shortcuts.ts';

/** Every key that the console knows, and the switch for them. */
export function ShortcutList({ onClose }: { onClose(): void }) {
  const [on, setOn] = useState(shortcutsOn());
  const change = (wanted: boolean): void => {
    switchShortcuts(wanted);
    setOn(wanted);
  };
  const rows = [
    ['/', t('console.key.search')],
    ...pages.flatMap(({ letter, title }) => (letter === null ? [] : [[`g ${letter}`, title()]])),
    ['j k', t('console.key.rows')],
    ['x', t('console.key.tick')],
    ['s', t('console.key.sync')],
    ['u', t('console.key.undo')],
    ['?', t('console.key.list')],
    ['Ctrl/⌘ Enter', t('console.key.main')],
    ['Esc', t('console.key.close')],
  ];
  return (
    <Dialog
      title={t('console.shortcuts')}
      summary={t('console.shortcutsText')}
      footer={<Button onPress={onClose}>{t('strip.close')}</Button>}
      onClose={onClose}
    >
      <Tick checked={on} onChange={change}>
        {t('console.shortcutsOn')}
      </Tick>
      <dl class="keys small">
        {rows.map(([keys = '', meaning]) => (
          <>
            <dt>
              {keys.split(' ').map((key) => (
                <>
                  <kbd>{key}</kbd>{' '}
                </>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </>
        ))}
      </dl>
    </Dialog>
  );
}
