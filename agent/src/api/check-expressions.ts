import { SyncError } from '@rollcall/shared';
import type { Connection } from '@rollcall/shared';
import type { ExpressionPlace, SchemaAnswer } from '@rollcall/shared/api-setting';

import { compile } from '../expression/compile.ts';
import { flawText } from '../expression/expression.ts';
import type { Expression, Kind } from '../expression/expression.ts';
import { pythonToCel } from '../expression/python/translate.ts';
import type { Schema } from '../expression/vocabulary.ts';
import type { Services } from '../services.ts';

interface Use {
  kind: Kind;
  roots: readonly (keyof Schema)[];
}

/** What an expression of each setting is for and what it may read. */
const uses: Record<ExpressionPlace, Use> = {
  filter: { kind: 'condition', roots: ['site', 'okta'] },
  toOkta: { kind: 'value', roots: ['site'] },
  toCms: { kind: 'value', roots: ['okta'] },
  pull: { kind: 'condition', roots: ['okta', 'groups'] },
};

/** An expression read against what both sides have; a side whose schema is not known takes any name. */
export function readExpression(text: string, place: ExpressionPlace, known: SchemaAnswer | null): Expression {
  const { kind, roots } = uses[place];
  const names = { site: known?.cms ?? null, okta: known?.okta ?? null, groups: null };
  const schema: Schema = Object.fromEntries(roots.map((root) => [root, names[root]]));
  const expression = compile(text, kind, schema);
  return expression.flaws.length > 0 && kind === 'condition' ? withSpelling(expression, text) : expression;
}

/** A condition that is Python, as User Sync Tool's files have it, is told how it is written in CEL. */
function withSpelling(expression: Expression, text: string): Expression {
  const translated = pythonToCel(text);
  const [first, ...others] = expression.flaws;
  if (!('cel' in translated) || !first || translated.cel === text) return expression;
  return { ...expression, flaws: [{ ...first, next: `In CEL: ${translated.cel}` }, ...others] };
}

/** Throws `invalid` with the setting, the place and the next step for the first expression that can't be used. */
export function refuseFlaws(connection: Connection, known: SchemaAnswer | null): void {
  for (const { field, about, text, place } of expressionsOf(connection)) {
    const [flaw] = readExpression(text, place, known).flaws;
    if (!flaw) continue;
    const detail = `${about}: ${flawText(flaw)}`;
    throw new SyncError('invalid', detail, { field, scope: 'run', next: `Nothing was saved. ${flaw.next}` });
  }
}

/** As `refuseFlaws` with the schemas of both sides, where settings with expressions are among the changed ones. */
export async function checkExpressions(
  { schemas }: Pick<Services, 'schemas'>,
  connection: Connection,
  changed: readonly string[],
): Promise<void> {
  const concerned = changed.includes('scope') || changed.includes('mapping');
  if (concerned && expressionsOf(connection).length > 0) refuseFlaws(connection, await schemas.of(connection));
}

interface Placed {
  field: string;
  about: string;
  text: string;
  place: ExpressionPlace;
}

function expressionsOf({ scope, mapping }: Connection): Placed[] {
  const filter =
    scope.filter === null
      ? []
      : [{ field: 'scope.filter', about: 'The filter', text: scope.filter, place: 'filter' as const }];
  const transforms = mapping.flatMap(({ cms, okta, toOkta, toCms }) =>
    [
      { about: `The value for “${okta}”`, text: toOkta, place: 'toOkta' as const },
      { about: `The value for “${cms}”`, text: toCms, place: 'toCms' as const },
    ].flatMap(({ about, text, place }) => (text === null ? [] : [{ field: 'mapping', about, text, place }])),
  );
  return [...filter, ...transforms];
}
