import { readFile } from 'node:fs/promises';
import { SyncError } from '@rollcall/shared';

import type { Terminal } from './terminal.ts';

/** True for a yes; everything else is no. */
export async function askYes(terminal: Terminal, question: string): Promise<boolean> {
  const answer = await terminal.ask(`${question} [y/N] `);
  return ['y', 'yes'].includes(answer.trim().toLowerCase());
}

/** A secret from standard input, which is hidden while it is typed. */
export async function readSecret(terminal: Terminal, label: string): Promise<string> {
  const text = terminal.interactive
    ? await terminal.ask(`${label} (not shown): `, { hidden: true })
    : await terminal.readInput();
  return notEmpty(text, `${label}: nothing came on standard input.`);
}

/** A secret from a file, without the line feed at its end. Errors never repeat what was given as the file's name. */
export async function readSecretFile(file: string, option: string): Promise<string> {
  if (/^-----BEGIN|^\s*\{|\n/.test(file)) throw secretArgument(option);
  try {
    return notEmpty(await readFile(file, 'utf8'), `The file given with ${option} is empty.`);
  } catch (error) {
    if (error instanceof SyncError) throw error;
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new SyncError('invalid', `The file given with ${option} can’t be read${code}.`, {
      scope: 'run',
      next: 'Check its name and that you may read it.',
    });
  }
}

/** Why a secret is never taken as an argument. */
export function secretArgument(option: string, instead = 'Give a file that holds it.'): SyncError {
  return new SyncError(
    'invalid',
    `${option} takes no secret: other programs on this computer can read arguments, and the shell keeps them.`,
    { scope: 'run', next: `${instead} Make a new one if this one was typed in full.` },
  );
}

function notEmpty(text: string, problem: string): string {
  const secret = text.replace(/\r?\n$/, '');
  if (secret.trim() !== '') return secret;
  throw new SyncError('invalid', problem, { scope: 'run', next: 'Give the secret again.' });
}
