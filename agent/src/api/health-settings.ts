import type { Connection, Side } from '@rollcall/shared';
import type { HealthLine } from '@rollcall/shared/api';

import type { Services } from '../services.ts';
import { namesIn, places } from './check-mapping.ts';
import { line } from './health-line.ts';

const topics: Record<Side, HealthLine['topic']> = { cms: 'site', okta: 'okta' };

/** Settings that were good when they were saved, or need something beside them, and don't work as they are. */
export function settingLines(services: Services, connection: Connection): HealthLine[] {
  return [...mappingLines(services, connection), ...passwordHookLine(services, connection)];
}

/** Names in the mapping that a side had no more when its attributes were last read. */
function mappingLines({ schemas }: Services, connection: Connection): HealthLine[] {
  const known = schemas.last(connection);
  if (!known) return [];
  const fix: HealthLine['fix'] = { kind: 'page', connection: connection.id, page: 'mapping' };
  const next = 'Change the mapping, or bring the attribute back.';
  const names = namesIn(known, connection);
  return (['cms', 'okta'] as const).flatMap((side) => {
    const gone = new Set(
      connection.mapping.map((rule) => rule[side]).filter((name) => names[side]?.includes(name) === false),
    );
    return [...gone].map((name) => {
      const text = `${places[side]} has no attribute "${name}" any more, and the mapping uses it.`;
      return line(topics[side], { id: `mapping-${side}-${name}`, warning: true, text, next, fix });
    });
  });
}

function passwordHookLine({ passwordHook }: Services, { id, password }: Connection): HealthLine[] {
  if (password !== 'hook' || passwordHook.made(id) !== null) return [];
  return [
    line('okta', {
      id: 'password-hook',
      warning: true,
      text: 'Okta is to ask at the first sign-in, and there is no secret for that: everybody who signs in first is refused.',
      next: 'Make one: rollcall password-hook new',
      fix: { kind: 'page', connection: id, page: 'methods' },
    }),
  ];
}
