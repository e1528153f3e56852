import { useState } from 'preact/hooks';

import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import type { AgentView, Reply } from '../../messages.ts';
import { send } from '../../send.ts';
import { moment, problemWords, t } from '../../words.ts';

interface ConnectProps {
  agent: AgentView | null;
  onAgent: (agent: AgentView) => void;
  onLook: () => void;
}

/** Finds the agent and pairs this browser with it. */
export function Connect({ agent, onAgent, onLook }: ConnectProps) {
  return (
    <section aria-labelledby="connect">
      <h2 id="connect">{t('options.connect')}</h2>
      {agent === null && <p class="muted">{t('options.lookingFor')}</p>}
      {agent?.condition === null && <Paired {...{ agent, onAgent }} />}
      {agent !== null && agent.condition !== null && (
        <>
          <Found {...{ agent, onLook }} />
          <PairForm {...{ agent, onAgent }} />
        </>
      )}
    </section>
  );
}

function Found({ agent, onLook }: { agent: AgentView; onLook: () => void }) {
  const again = (
    <Button small onPress={onLook}>
      {t('options.lookAgain')}
    </Button>
  );
  if (agent.address === null)
    return (
      <Banner tone="idle" icon="plug" cause={t('options.notFound')} next={t('options.notFoundNext')}>
        {again}
      </Banner>
    );
  const host = new URL(agent.address).host;
  const troubled = agent.pairing !== null && agent.problem !== null;
  if (agent.condition === 'version' || troubled) {
    const words = agent.problem === null ? { title: '', next: '' } : problemWords(agent.problem);
    return (
      <Banner
        tone="warn"
        icon="info"
        cause={`${words.title}.`}
        next={words.next}
        detail={agent.problem?.detail ?? null}
      >
        {again}
      </Banner>
    );
  }
  return (
    <Banner
      tone="ok"
      icon="agree"
      cause={t('options.found', [host])}
      next={t('options.foundName', [agent.agent ?? ''])}
    />
  );
}

function Paired({ agent, onAgent }: Pick<ConnectProps, 'onAgent'> & { agent: AgentView }) {
  const { pairing } = agent;
  if (pairing === null || agent.address === null) return null;
  const role = pairing.role === 'owner' || pairing.role === 'operator' ? pairing.role : 'viewer';
  const disconnect = async (): Promise<void> => {
    const reply = await send('disconnect', {});
    if (reply.ok) onAgent(reply.value);
  };
  return (
    <div class="card">
      <div class="in row between">
        <p>
          <Icon name="agree" tone="ok" /> <b>{t('options.paired', [pairing.agent, new URL(agent.address).host])}</b>
          <br />
          {t('options.pairedAs', [t(`options.role.${role}`), moment(pairing.since)])}
          <br />
          <span class="hint">{t('options.disconnectHint')}</span>
        </p>
        <Button onPress={() => void disconnect()}>{t('options.disconnect')}</Button>
      </div>
    </div>
  );
}

function PairForm({ agent, onAgent }: Pick<ConnectProps, 'onAgent'> & { agent: AgentView }) {
  const [code, setCode] = useState('');
  const [failed, setFailed] = useState<Extract<Reply<'pair'>, { ok: false }> | null>(null);
  const unavailable =
    agent.address === null ? t('options.agentNeeded') : code.trim() === '' ? t('options.codeNeeded') : null;
  const pair = async (): Promise<void> => {
    const reply = await send('pair', { code });
    setFailed(reply.ok ? null : reply);
    if (reply.ok) onAgent(reply.value);
  };
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (unavailable === null) void pair();
      }}
    >
      <div class="in stack">
        <div class="field">
          <label for="code">{t('options.code')}</label>
          <span class="hint" id="code-hint">
            {t('options.codeHint')}
          </span>
          <input
            id="code"
            class="code"
            maxLength={9}
            autoComplete="off"
            spellcheck={false}
            value={code}
            aria-describedby="code-hint"
            aria-invalid={failed === null ? undefined : 'true'}
            onInput={(event) => setCode(event.currentTarget.value)}
          />
          {failed !== null && (
            <span class="err" role="alert">
              {failed.problem.detail} {failed.problem.next}
            </span>
          )}
        </div>
        <div class="row">
          <Button look="primary" unavailable={unavailable} onPress={() => void pair()}>
            {t('options.pair')}
          </Button>
          <span class="hint">
            {t('options.noCode')} <code>npx rollcall pair</code>
          </span>
        </div>
      </div>
    </form>
  );
}
