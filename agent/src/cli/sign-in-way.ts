import { SyncError } from '@rollcall/shared';
import type { RouteAnswer } from '@rollcall/shared/routes';

import { readSecret } from './ask.ts';
import type { Terminal } from './terminal.ts';

export type Kind = RouteAnswer<'kinds'>['kinds'][number];
export type SignInWay = Kind['auth'][number];
type Field = SignInWay['fields'][number];

/** The kind of directory with this name; throws `invalid` naming those that there are. */
export function findKind(kinds: readonly Kind[], name: string): Kind {
  const found = kinds.find((kind) => kind.kind === name);
  if (found) return found;
  throw wrong(
    `"${name}" is nothing that Rollcall connects.`,
    `It connects ${kinds.map(({ kind }) => kind).join(', ')}.`,
  );
}

/**
 * The way to sign in that takes everything given: the named one, else the first that fits. Throws `invalid` when none
 * does.
 */
export function chooseWay(kind: Kind, given: readonly string[], name: string | undefined): SignInWay {
  const named = name === undefined ? kind.auth : kind.auth.filter((way) => way.name === name);
  const ways = kind.auth
    .map((way) => `${way.name} (${way.fields.map((field) => flagOf(field)).join(', ')})`)
    .join('; ');
  if (named.length === 0) throw wrong(`${kind.label} has no sign-in "${name}".`, `It has ${ways}.`);
  const fits = named.find((way) => given.every((each) => way.fields.some((field) => field.name === each)));
  if (fits) return fits;
  throw wrong(`${kind.label} has no sign-in with exactly these options.`, `It has ${ways}.`);
}

/** The given values and, from a person, those that are still missing. Throws `invalid` where nobody can be asked. */
export async function completeValues(
  way: SignInWay,
  given: Readonly<Record<string, string>>,
  { terminal, ask }: { terminal: Terminal; ask: boolean },
): Promise<Record<string, string>> {
  const values = { ...given };
  for (const field of way.fields) {
    if (!field.required || values[field.name] !== undefined) continue;
    if (!ask) throw wrong(`${field.label} is missing.`, `Give it with ${flagOf(field)}.`, field.name);
    values[field.name] = field.secret
      ? await readSecret(terminal, field.label)
      : (await terminal.ask(`${field.label}: `)).trim();
  }
  return values;
}

/** The option that gives a field: secrets come from standard input or a file. */
function flagOf({ name, secret }: Field): string {
  const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (!secret) return flag;
  return name === 'privateKey' ? `${flag} FILE` : `${flag}-stdin or ${flag}-file FILE`;
}

function wrong(text: string, next: string, field?: string): SyncError {
  return new SyncError('invalid', text, { scope: 'run', next, ...(field === undefined ? {} : { field }) });
}
