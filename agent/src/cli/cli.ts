import { homeOf } from './home.ts';
import { openReach } from './reach.ts';
import type { OpenAgent } from './reach.ts';
import type { Globals } from './root.ts';
import type { Answer, Session } from './session.ts';
import type { Terminal } from './terminal.ts';

export interface CliOptions {
  terminal: Terminal;
  openAgent: OpenAgent;
}

/** Runs the work of one command and prints what it came to. */
export interface Cli extends CliOptions {
  /** With the API of the agent that runs, else of one opened for this command. */
  perform(globals: Globals, work: (session: Session) => Promise<Answer>): Promise<void>;
  /** Without an agent. */
  answer(globals: Globals, work: (home: string) => Promise<Answer>): Promise<void>;
}

export function createCli(options: CliOptions, exit: (code: number) => void): Cli {
  const { terminal, openAgent } = options;
  const answer: Cli['answer'] = async (globals, work) => {
    const { json, text, exit: code = 0 } = await work(homeOf(globals.home, terminal.env));
    if (globals.json) terminal.raw(JSON.stringify(json, null, 2));
    else if (text !== '') terminal.out(text);
    exit(code);
  };
  return {
    ...options,
    answer,
    perform: (globals, work) =>
      answer(globals, async (home) => {
        const reach = await openReach(home, openAgent);
        try {
          const { client } = reach;
          return await work({ home, client, reach, terminal, json: globals.json ?? false, wanted: globals.connection });
        } finally {
          await reach.close();
        }
      }),
  };
}
