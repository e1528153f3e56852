import { SyncError } from '@rollcall/shared';
import type { Connection } from '@rollcall/shared';
import { readPattern } from '@rollcall/shared/pattern';

import { compile } from '../expression/compile.ts';
import type { Kind } from '../expression/expression.ts';
import { flawText } from '../expression/expression.ts';
import { readable } from '../pull/conditions.ts';
import { checkSites } from '../pull/sites.ts';

/** Throws `invalid` for the first expression, pattern or site of the pull settings that can't be used. */
export function checkPull(connection: Connection, connections: Readonly<Record<string, Connection>>): void {
  const { pull } = connection;
  if (pull === null) return;
  checkSites(connection, connections);
  const { filter, attributes, rules, exclude, additionalGroups, defaults } = pull;
  const expressions: [string, string | null, Kind][] = [
    ['filter.cel', filter.cel, 'condition'],
    ...Object.entries(attributes).map(([name, text]): [string, string | null, Kind] => [
      `attributes.${name}`,
      text,
      'value',
    ]),
    ...rules.flatMap((rule, index): [string, string | null, Kind][] => [
      [`rules.${index}.when`, rule.when, 'condition'],
      ...Object.entries(rule.set).map(([name, text]): [string, string, Kind] => [
        `rules.${index}.set.${name}`,
        text,
        'value',
      ]),
      ...[...rule.addRoles, ...rule.removeRoles].map((text): [string, string, Kind] => [
        `rules.${index}`,
        text,
        'name',
      ]),
    ]),
  ];
  for (const [place, text, kind] of expressions) {
    const [flaw] = text === null ? [] : compile(text, kind, readable).flaws;
    if (!flaw) continue;
    const options = { field: `pull.${place}`, scope: 'run' as const, next: `Nothing was saved. ${flaw.next}` };
    throw new SyncError('invalid', flawText(flaw), options);
  }
  for (const source of exclude.users) readPattern(source, 'whole');
  for (const { source } of additionalGroups) readPattern(source, 'start');
  if (defaults.userFilter !== null) readPattern(defaults.userFilter, 'whole');
}
