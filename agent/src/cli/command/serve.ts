import type { Cli } from '../cli.ts';
import { homeOf } from '../home.ts';
import { portNumber } from '../option.ts';
import type { Globals, Root } from '../root.ts';

interface ServeOptions extends Globals {
  port?: number | undefined;
  scimPort?: number | undefined;
}

export function addServe(root: Root, cli: Cli): void {
  root
    .command('serve')
    .description('Run the agent for the browser extension until Ctrl-C.')
    .option('--port <number>', 'port on 127.0.0.1 (else the first free one from 21470 to 21474)', portNumber)
    .option(
      '--scim-port <number>',
      'port on 127.0.0.1 for what other systems call (21480); open while it is used',
      portNumber,
    )
    .action((_options, command) => serve(cli, command.optsWithGlobals()));
}

/** Listens, tells where in a form for people or as one line of JSON, and stays until it is asked to end. */
async function serve({ terminal, openAgent }: Cli, options: ServeOptions): Promise<void> {
  const agent = await openAgent({ home: homeOf(options.home, terminal.env), log: 'info' });
  try {
    await agent.recover({ resumeJobs: true });
    const { api } = await agent.listen({
      ...(options.port === undefined ? {} : { port: options.port }),
      ...(options.scimPort === undefined ? {} : { publicPort: options.scimPort }),
    });
    const { code } = agent.pairingCode();
    if (options.json) terminal.raw(JSON.stringify({ api, scim: null, pairingCode: code }));
    else
      terminal.out(
        `Rollcall listens on ${api}\nAgent         ${agent.agentId}\nPairing code  ${code} (works once, for 5 minutes)\nCtrl-C ends it.`,
      );
    await terminal.stopAsked();
    if (!options.json) terminal.err('\nFinishing what is under way.');
  } finally {
    await agent.close();
  }
}
