import type { ConnectionAnswer } from '@rollcall/shared/api';

import type { Terminal } from './terminal.ts';

/** Which connection this is and whether it writes. */
export function modeText(connection: ConnectionAnswer, { paint }: Pick<Terminal, 'paint'>): string {
  const { name, cms, okta, mode, pausedFor } = connection;
  const head = `${paint('bold', name)}: ${cms?.url ?? 'no site'} and ${okta?.url ?? 'no Okta org'}.`;
  if (pausedFor !== null) return `${head} ${paint('red', `Paused: a sign-in was refused (${pausedFor}).`)}`;
  if (mode === 'report') return `${head} ${paint('yellow', 'Report only: nothing is written.')}`;
  return mode === 'paused' ? `${head} ${paint('yellow', 'Paused.')}` : `${head} Live.`;
}
