#!/usr/bin/env node
import { runCli } from './main.ts';
import { realTerminal } from './real-terminal.ts';

// A reader that has seen enough, such as `head`, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2), {
  terminal: realTerminal(),
  // Help and a running agent need none of it.
  async openAgent({ home, log: level }) {
    const [{ openRollcall }, { createLog }] = await Promise.all([import('../main.ts'), import('../log.ts')]);
    return openRollcall({ home, log: createLog({ level }) });
  },
});
