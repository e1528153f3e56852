import { text as readAll } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { read } from 'read';
import { SyncError } from '@rollcall/shared';

import { painter, safeText } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** The terminal that this process runs in. */
export function realTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  return {
    env,
    columns: stdout.isTTY ? stdout.columns : Infinity,
    interactive: stdin.isTTY && stderr.isTTY,
    bar: stderr.isTTY ? stderr : null,
    out: (text) => void stdout.write(`${safeText(text)}\n`),
    err: (text) => void stderr.write(`${safeText(text)}\n`),
    raw: (text) => void stdout.write(`${text}\n`),
    paint: painter(stdout.isTTY && !env['NO_COLOR']),
    readInput: () => readAll(stdin),
    async ask(question, options) {
      const silent = options?.hidden ?? false;
      try {
        const answer = await read({ prompt: question, silent, input: stdin, output: stderr });
        // The line feed of a hidden answer is hidden too.
        if (silent) stderr.write('\n');
        return answer;
      } catch {
        stderr.write('\n');
        throw new SyncError('cancelled', 'Nothing was done.', { next: 'Run the command again to go on.' });
      }
    },
    onInterrupt(listener) {
      process.on('SIGINT', listener);
      return () => process.off('SIGINT', listener);
    },
    stopAsked: () =>
      new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
      }),
    quit: (code) => process.exit(code),
    now: Date.now,
    sleep: (ms) => sleep(ms),
  };
}
