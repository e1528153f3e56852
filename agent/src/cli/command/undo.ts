import { SyncError } from '@rollcall/shared';

import type { Cli } from '../cli.ts';
import { previewAndApply } from '../preview.ts';
import type { PreviewOptions } from '../preview.ts';
import type { Root } from '../root.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';

interface UndoOptions extends PreviewOptions {
  user?: string | undefined;
}

export function addUndo(root: Root, cli: Cli): void {
  root
    .command('undo')
    .description('Take back what a run did, or single changes, with a new plan from the values before.')
    .argument('<what...>', 'a run such as R-0004, or ids of changes from "activity --json"')
    .option('--user <login>', 'of the run only what concerns this user')
    .option('--dry-run', 'only show what would change')
    .option('--yes', 'do not ask')
    .action((what, options, command) =>
      cli.perform(command.optsWithGlobals(), (session) => undo(session, what, options)),
    );
}

async function undo(session: Session, what: string[], options: UndoOptions): Promise<Answer> {
  const { id: connection } = await chooseConnection(session);
  const body = { connection, ...(await chosen(session, what, options.user)) };
  const start = () => session.client.call('undo', { body });
  return previewAndApply(session, { verb: 'Take back', start }, options);
}

/** One run, what of it concerns one user, or changes by their ids, which begin with their run's. */
async function chosen(
  { client }: Session,
  what: string[],
  user: string | undefined,
): Promise<{ job: string } | { entries: string[] }> {
  const run = what.find((each) => !each.includes('/'));
  const wrong = (text: string, next: string) => new SyncError('invalid', text, { scope: 'run', next });
  if (run === undefined) {
    if (user !== undefined) throw wrong('--user wants a run.', 'Name a run, such as R-0004.');
    return { entries: what };
  }
  if (what.length > 1) throw wrong('Either one run or single changes can be taken back.', 'Name one run.');
  if (user === undefined) return { job: run };
  const { entries } = await client.call('activity', { query: { job: run, user, limit: 1000 } });
  const done = entries.filter((entry) => entry.outcome === 'done').map((entry) => entry.id);
  if (done.length > 0) return { entries: done };
  throw new SyncError('not_found', `Run ${run} did nothing to "${user}".`, {
    scope: 'run',
    next: `Run "rollcall run show ${run}" to see whom it changed.`,
  });
}
