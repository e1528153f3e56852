import { CommanderError } from '@commander-js/extra-typings';
import { SyncError } from '@rollcall/shared';

import { createCli } from './cli.ts';
import type { CliOptions } from './cli.ts';
import { addActivity } from './command/activity.ts';
import { addAlerts } from './command/alerts.ts';
import { addApiToken } from './command/api-token.ts';
import { addApply } from './command/apply.ts';
import { addClients } from './command/clients.ts';
import { addConnect } from './command/connect.ts';
import { addConnection } from './command/connection.ts';
import { addDoctor } from './command/doctor.ts';
import { addInbox } from './command/inbox.ts';
import { addLeavers } from './command/leavers.ts';
import { addMigratePasswords } from './command/migrate-passwords.ts';
import { addPair } from './command/pair.ts';
import { addPlan } from './command/plan.ts';
import { addPull } from './command/pull.ts';
import { addRuns } from './command/runs.ts';
import { addSchedule } from './command/schedule.ts';
import { addScim } from './command/scim.ts';
import { addServe } from './command/serve.ts';
import { addStatus } from './command/status.ts';
import { addSupportBundle } from './command/support-bundle.ts';
import { addSync } from './command/sync.ts';
import { addTest } from './command/test.ts';
import { addTokens } from './command/tokens.ts';
import { addUndo } from './command/undo.ts';
import { addUsers } from './command/users.ts';
import { addPasswordHook } from './command/password-hook.ts';
import { addWebhook } from './command/webhook.ts';
import { exitCodeOf } from './exit-code.ts';
import { problemText } from './problem-text.ts';
import { createRoot } from './root.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line to its end and answers the exit code; never throws. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<number> {
  const { terminal } = options;
  let exit = 0;
  const cli = createCli(options, (code) => (exit = code));
  const root = createRoot();
  root.configureOutput({
    writeOut: (text) => terminal.raw(text.trimEnd()),
    // Wrong use is told below, in the one form that all problems have.
    writeErr: () => undefined,
    getOutHelpWidth: () => Math.min(terminal.columns, 120),
  });
  const adders = [addServe, addApiToken, addPair, addClients, addConnect, addConnection, addTest, addStatus, addUsers];
  for (const add of [
    ...adders,
    addSync,
    addPlan,
    addApply,
    addRuns,
    addActivity,
    addInbox,
    addLeavers,
    addUndo,
    addDoctor,
    addSupportBundle,
    addSchedule,
    addAlerts,
    addWebhook,
    addPasswordHook,
    addTokens,
    addScim,
    addMigratePasswords,
    addPull,
  ])
    add(root, cli);
  try {
    await root.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    return tellProblem(error, args.includes('--json'), terminal);
  }
}

function tellProblem(thrown: unknown, json: boolean, terminal: Terminal): number {
  const { problem } =
    thrown instanceof CommanderError ? wrongUse(thrown) : thrown instanceof SyncError ? thrown : unexpected();
  if (json) terminal.raw(JSON.stringify({ error: problem }, null, 2));
  else terminal.err(problemText(problem, terminal));
  if (problem.code === 'internal' && thrown instanceof Error && terminal.env['ROLLCALL_DEBUG']) {
    terminal.err(thrown.stack ?? thrown.message);
  }
  return exitCodeOf(problem.code);
}

function unexpected(): SyncError {
  return new SyncError('internal', 'Something unexpected happened in this command.', {
    next: 'Run it again with ROLLCALL_DEBUG=1 in the environment to see where.',
  });
}

/** Commander's words for wrong use. An unknown option may hold a secret behind its `=`, which is not repeated. */
function wrongUse({ message, code }: CommanderError): SyncError {
  if (code === 'commander.help')
    return new SyncError('invalid', 'A command is missing.', {
      scope: 'run',
      next: 'Run it with --help to see the commands.',
    });
  const [text = '', hint] = message.replace(/^error: /, '').split('\n');
  const safe = text.replace(/=[^']*'/, `'`);
  return new SyncError('invalid', `${safe.charAt(0).toUpperCase()}${safe.slice(1).replace(/\.?$/, '.')}`, {
    scope: 'run',
    next: hint === undefined ? 'Run the command with --help to see what it takes.' : hint.replaceAll(/[()]/g, ''),
  });
}
