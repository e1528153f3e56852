import type { ConnectionAnswer } from '@rollcall/shared/api';
import { useCallback, useEffect, useState } from 'preact/hooks';

import type { AgentView } from '../../messages.ts';
import { send } from '../../send.ts';
import { call } from '../call.ts';

const lookEvery = 10_000;

/** What the console knows about the agent; the last known connections stay while it is off. */
export interface KnownAgent {
  agent: AgentView | null;
  /** Null before the first answer. */
  connections: ConnectionAnswer[] | null;
  /** Looks again now; resolves when it has. */
  look(): Promise<void>;
  onAgent(agent: AgentView): void;
}

/** Looks for the agent and its connections, again every ten seconds while the page is in front. */
export function useAgent(): KnownAgent {
  const [agent, setAgent] = useState<AgentView | null>(null);
  const [connections, setConnections] = useState<ConnectionAnswer[] | null>(null);
  const look = useCallback(async () => {
    const reply = await send('agent', {});
    if (!reply.ok) return;
    const listed = isPaired(reply.value) ? await call('connections') : null;
    if (listed?.ok) setConnections(listed.value.connections);
    setAgent(reply.value);
  }, []);
  useEffect(() => {
    void look();
    const again = (): void => {
      if (document.visibilityState === 'visible') void look();
    };
    const timer = setInterval(again, lookEvery);
    document.addEventListener('visibilitychange', again);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', again);
    };
  }, [look]);
  const onAgent = (changed: AgentView): void => {
    setAgent(changed);
    if (changed.pairing === null) setConnections(null);
    void look();
  };
  return { agent, connections, look, onAgent };
}

/** Whether the agent answers and knows this browser. */
export function isPaired(agent: AgentView | null): boolean {
  return agent !== null && agent.condition === null && agent.pairing !== null;
}

/** Whether this browser was paired and nothing says that it is no longer: the agent may be off just now. */
export function wasPaired(agent: AgentView | null): boolean {
  return agent !== null && agent.pairing !== null && agent.condition !== 'notPaired' && agent.condition !== 'revoked';
}

/** The role of this browser; the least when it is not known. */
export function roleOf(agent: AgentView | null): 'owner' | 'operator' | 'viewer' {
  const role = agent?.pairing?.role;
  return role === 'owner' || role === 'operator' ? role : 'viewer';
}
