import { homedir } from 'node:os';
import path from 'node:path';

/** The folder that holds Rollcall's state: the option, else `ROLLCALL_HOME`, else `.rollcall` in the person's own folder. */
export function homeOf(option: string | undefined, env: Readonly<Record<string, string | undefined>>): string {
  const given = option ?? env['ROLLCALL_HOME'];
  return given === undefined || given === '' ? path.join(homedir(), '.rollcall') : path.resolve(given);
}
