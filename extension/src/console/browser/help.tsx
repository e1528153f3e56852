import { useEffect, useState } from 'preact/hooks';

import { CopyButton } from '../../components/copy-button.tsx';
import type { AgentView } from '../../messages.ts';
import { send } from '../../send.ts';
import { t } from '../../words.ts';

/** What a person may pass on when asking for help. */
export function Help({ agent }: { agent: AgentView | null }) {
  const [text, setText] = useState('');
  useEffect(() => void send('diagnostics', {}).then((reply) => reply.ok && setText(reply.value.text)), [agent]);
  return (
    <section aria-labelledby="help">
      <h2 id="help">{t('options.help')}</h2>
      <p class="hint">{t('options.helpText')}</p>
      {text !== '' && <pre>{text}</pre>}
      <p>
        <CopyButton small={false} text={() => text} word={t('options.copy')} done={t('options.copied')} />
      </p>
    </section>
  );
}
