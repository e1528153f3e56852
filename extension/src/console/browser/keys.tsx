import { useState } from 'preact/hooks';

import { t } from '../../words.ts';
import { Tick } from '../parts/tick.tsx';
import { shortcutsOn, switchShortcuts } from '../shell/shortcuts.ts';

/** Switches the console's single letters off, for people whose tools type them. */
export function Keys() {
  const [on, setOn] = useState(shortcutsOn());
  const change = (wanted: boolean): void => {
    switchShortcuts(wanted);
    setOn(wanted);
  };
  return (
    <section aria-labelledby="keys">
      <h2 id="keys">{t('console.shortcuts')}</h2>
      <Tick checked={on} onChange={change}>
        {t('console.shortcutsOn')}
      </Tick>
    </section>
  );
}
