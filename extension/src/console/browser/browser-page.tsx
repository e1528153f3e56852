import { t } from '../../words.ts';
import { AgentAddress } from './agent-address.tsx';
import { Connect } from './connect.tsx';
import { Help } from './help.tsx';
import { Keys } from './keys.tsx';
import { Sites } from './sites.tsx';
import type { KnownAgent } from '../shell/use-agent.ts';

/** What this browser decides for itself: pairing, sites, address of the agent, keys, language. */
export function BrowserPage({ known: { agent, look, onAgent } }: { known: KnownAgent }) {
  return (
    <>
      <div class="head">
        <h1 tabIndex={-1}>{t('console.browser')}</h1>
      </div>
      <Connect agent={agent} onAgent={onAgent} onLook={() => void look()} />
      <Sites />
      <AgentAddress agent={agent} onAgent={onAgent} />
      <Keys />
      <section aria-labelledby="language">
        <h2 id="language">{t('options.language')}</h2>
        <p class="hint">{t('options.languageText')}</p>
      </section>
      <Help agent={agent} />
    </>
  );
}
