import { agentPorts } from '@rollcall/shared/api';

/** Where to look for an agent, in this order. A manual address is the only one looked at. */
export function candidates(manual: string | null, lastGood: string | null): string[] {
  if (manual !== null) return [manual];
  const known = agentPorts.map((port) => `http://127.0.0.1:${port}`);
  return lastGood === null ? known : [lastGood, ...known.filter((address) => address !== lastGood)];
}

/**
 * The form in which an address is kept, or null when it is no loopback address: the extension may talk to 127.0.0.1
 * only, since that is all it asks permission for. `21473` and `127.0.0.1:21473` are understood.
 */
export function toAgentAddress(typed: string): string | null {
  const text = typed.trim();
  const full = /^\d+$/.test(text) ? `http://127.0.0.1:${text}` : text.includes('://') ? text : `http://${text}`;
  if (!URL.canParse(full)) return null;
  const url = new URL(full);
  const plain = url.pathname === '/' && url.search === '' && url.username === '' && url.port !== '';
  return plain && url.protocol === 'http:' && url.hostname === '127.0.0.1' ? url.origin : null;
}
