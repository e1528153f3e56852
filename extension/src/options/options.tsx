import { useEffect, useState } from 'preact/hooks';

import { Mark } from '../components/icon.tsx';
import type { AgentView } from '../messages.ts';
import { send } from '../send.ts';
import { t } from '../words.ts';
import { AgentAddress } from './agent-address.tsx';
import { Connect } from './connect.tsx';
import { Connections } from './connections.tsx';
import { Help } from './help.tsx';
import { Sites } from './sites.tsx';

/** Pairing, sites and what else this browser decides. */
export function Options() {
  const [agent, setAgent] = useState<AgentView | null>(null);
  const look = () => void send('agent', {}).then((reply) => reply.ok && setAgent(reply.value));
  useEffect(look, []);
  return (
    <main class="rc page">
      <header>
        <Mark />
        <h1>{t('options.title')}</h1>
      </header>
      <Connect agent={agent} onAgent={setAgent} onLook={look} />
      <Sites />
      <Connections agent={agent} />
      <AgentAddress agent={agent} onAgent={setAgent} />
      <section aria-labelledby="language">
        <h2 id="language">{t('options.language')}</h2>
        <p class="hint">{t('options.languageText')}</p>
      </section>
      <Help agent={agent} />
    </main>
  );
}
