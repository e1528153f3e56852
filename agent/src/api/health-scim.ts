import type { Connection, ScimToken } from '@rollcall/shared';
import type { HealthLine } from '@rollcall/shared/api';

import { mappedOktaNames } from '../engine/map.ts';
import { asObject } from '../scim/filter-match.ts';
import { oktaValuesOf } from '../scim/okta-name.ts';
import { endingTokens, rotationOf } from '../scim/token-end.ts';
import { isActive, isPast } from '../scim/token.ts';
import type { Services } from '../services.ts';
import { line } from './health-line.ts';

const day = 86_400_000;
const longestNotice = 14 * day;

/** How the public port stands: its own certificate, where it has one, and who passes calls on to it. */
export function publicLines(services: Services): HealthLine[] {
  return [...certificateLine(services), ...proxyLine(services)];
}

function proxyLine({ listener }: Services): HealthLine[] {
  const { unnamedProxy } = listener;
  if (unnamedProxy === null) return [];
  const text = `A proxy at ${unnamedProxy} passes calls on and is not named, so all callers count as one where tokens are wrong.`;
  const next = `Start the agent with "rollcall serve --scim-behind-proxy ${unnamedProxy}".`;
  return [line('scim', { id: 'scim-proxy', warning: true, text, next })];
}

function certificateLine({ listener, now }: Services): HealthLine[] {
  const { certificate } = listener;
  if (!certificate) return [];
  const { expires, problem, openKey } = certificate;
  const left = Date.parse(expires) - now();
  const text = `The public port’s certificate ends on ${expires}.`;
  const about = { id: 'scim-certificate', ok: left > 0 };
  if (problem) {
    const told = `${text} A renewed one could not be taken up: ${problem.detail}`;
    return [line('scim', { ...about, warning: true, text: told, next: problem.next })];
  }
  if (openKey !== null && left >= longestNotice) {
    const open = `${text} Every user of this computer may read its key.`;
    return [line('scim', { ...about, warning: true, text: open, next: `Take that right away: chmod 640 ${openKey}` })];
  }
  const next = left < longestNotice ? 'Renew it; a renewed one is taken up within seconds.' : null;
  return [line('scim', { ...about, warning: next !== null, text, next })];
}

/** How Okta's SCIM client is let in and reaches one connection. */
export function scimLines(services: Services, connection: Connection): HealthLine[] {
  const tokens = Object.values(services.store.data.tokens).filter((token) => token.connection === connection.id);
  const { on } = connection.methods.scim;
  if (!on && tokens.length === 0) return [line('scim', { text: 'SCIM is off.' })];
  const lines = [tokenLine(services, connection, tokens), ...reachLine(services, connection, tokens)];
  const fix: HealthLine['fix'] = { kind: 'page', connection: connection.id, page: 'scim' };
  return [...lines, ...customLines(services, connection)].map((each) =>
    each.ok && !each.warning ? each : { ...each, fix },
  );
}

function tokenLine({ store, now }: Services, { id, methods }: Connection, tokens: readonly ScimToken[]): HealthLine {
  const good = tokens.filter((token) => isActive(token, now()));
  const [ending] = endingTokens(store.data.tokens, id, now());
  const rotation = rotationOf(good);
  if (!methods.scim.on) {
    const text = 'SCIM is off, and a token lets a client read.';
    return line('scim', { warning: true, text, next: 'Switch the method on, or remove the token.' });
  }
  if (rotation) {
    const { used, old } = rotation;
    const text = `Okta uses token ${used.id} (${used.label}). The former one, ${old.id} (${old.label}), is not needed any more.`;
    return line('scim', { warning: true, text, next: `Remove it: rollcall tokens remove ${old.id}` });
  }
  if (ending) {
    const isOver = isPast(ending, now());
    const text = `Token ${ending.id} (${ending.label}) ${isOver ? 'has ended' : 'ends'} on ${ending.expires}.`;
    const next = `Make another one and put it into Okta, or renew it: rollcall tokens renew ${ending.id}`;
    return line('scim', { ok: good.length > 0, warning: true, text, next });
  }
  if (good.length === 0) {
    const text = 'SCIM is on, and no token lets a client in.';
    return line('scim', { warning: true, text, next: 'Make one: rollcall tokens generate' });
  }
  const last = lastCall(good);
  if (last === null) return line('scim', { text: 'A token is there, and Okta has not called with it yet.' });
  return line('scim', { text: `A SCIM client last called ${last}.` });
}

function reachLine(
  { scim, listener, now }: Services,
  connection: Connection,
  tokens: readonly ScimToken[],
): HealthLine[] {
  if (!tokens.some((token) => isActive(token, now()))) return [];
  const id = 'scim-reach';
  if (listener.address === null) {
    const next = 'Start the agent with "rollcall serve", on a port that is free (--scim-port).';
    return [line('scim', { id, ok: false, text: 'The public port is not open, so Okta gets no answer.', next })];
  }
  if (connection.scim.publicUrl === null) {
    const text = 'It is not known where Okta reaches this agent.';
    return [
      line('scim', { id, warning: true, text, next: 'Set it: rollcall connection set scim.publicUrl=https://…' }),
    ];
  }
  const last = scim.reach.last(connection);
  const okta = lastCall(tokens.filter(({ seenOkta }) => seenOkta));
  const isCalled = okta !== null && now() - Date.parse(okta) < day;
  const again = 'Look again: rollcall scim reach';
  if (!last) {
    if (isCalled) return [line('scim', { id, text: `Okta reached this agent ${okta}.` })];
    const text = `Whether Okta reaches ${connection.scim.publicUrl} was not looked at yet.`;
    return [line('scim', { id, warning: true, text, next: 'Look: rollcall scim reach' })];
  }
  if (!last.problem) return [line('scim', { id, text: `Reached from outside at ${last.url} ${last.at}.` })];
  const { detail, next } = last.problem;
  if (isCalled) {
    const text = `${detail} Okta itself called ${okta}, so it finds another way than this computer.`;
    return [line('scim', { id, warning: true, text, next: again })];
  }
  return [line('scim', { id, ok: false, text: detail, next })];
}

/** What depends on an added attribute may fail for those who came without it. */
function customLines({ store }: Services, connection: Connection): HealthLine[] {
  const used = new Set(mappedOktaNames(connection));
  const names = connection.scim.custom.map(({ name }) => name).filter((name) => used.has(name));
  if (names.length === 0) return [];
  const missing = new Map(names.map((name) => [name, 0]));
  let total = 0;
  for (const [, { scim }] of store.walk('accounts')) {
    if (scim?.connection !== connection.id || scim.deleted) continue;
    total += 1;
    const held = oktaValuesOf(asObject(scim.resource) ?? {}, names);
    for (const name of names) if (held[name] === undefined) missing.set(name, (missing.get(name) ?? 0) + 1);
  }
  return [...missing].flatMap(([name, count]) =>
    count === 0
      ? []
      : line('scim', {
          id: `scim-custom-${name}`,
          warning: true,
          text: `${count} of ${total} users that Okta brought have no “${name}”: what depends on it may fail for them.`,
          next: 'Fill the attribute in Okta, and map it in the application’s attribute mappings.',
        }),
  );
}

function lastCall(tokens: readonly ScimToken[]): string | null {
  return (
    tokens
      .map(({ lastUsed }) => lastUsed ?? '')
      .toSorted()
      .at(-1) || null
  );
}
