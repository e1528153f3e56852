import { useEffect, useState } from 'preact/hooks';

import { Button } from '../../components/button.tsx';
import type { AgentView } from '../../messages.ts';
import { send } from '../../send.ts';
import { t } from '../../words.ts';

/** A fixed address, for an agent that does not use the usual ports. */
export function AgentAddress({ agent, onAgent }: { agent: AgentView | null; onAgent: (agent: AgentView) => void }) {
  const [typed, setTyped] = useState('');
  const [result, setResult] = useState<'saved' | 'wrong' | null>(null);
  const kept = agent?.manualAddress ?? '';
  useEffect(() => setTyped(kept), [kept]);
  const save = async (): Promise<void> => {
    const reply = await send('setAddress', { address: typed.trim() === '' ? null : typed });
    setResult(reply.ok ? 'saved' : 'wrong');
    if (reply.ok) onAgent(reply.value);
  };
  return (
    <section aria-labelledby="address">
      <h2 id="address">{t('options.agentAddress')}</h2>
      <form
        class="field"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <span class="hint" id="address-hint">
          {t('options.agentAddressHint')}
        </span>
        <span class="row">
          <span class="grow">
            <input
              value={typed}
              aria-labelledby="address"
              aria-describedby="address-hint"
              aria-invalid={result === 'wrong' ? 'true' : undefined}
              onInput={(event) => {
                setTyped(event.currentTarget.value);
                setResult(null);
              }}
            />
          </span>
          <Button onPress={() => void save()}>{t('options.save')}</Button>
        </span>
        <span role={result === 'wrong' ? 'alert' : 'status'} class={result === 'wrong' ? 'err' : 'hint'}>
          {result === 'wrong' ? t('options.agentAddressWrong') : result === 'saved' ? t('options.saved') : ''}
        </span>
      </form>
    </section>
  );
}
