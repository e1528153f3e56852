import type { Cli } from '../cli.ts';
import { homeOf } from '../home.ts';
import { portNumber } from '../option.ts';
import type { Globals, Root } from '../root.ts';
import { wrong } from '../setting.ts';
import type { PublicOptions } from '../../public/place.ts';

interface ScimOptions {
  scimPort?: number | undefined;
  scimHost?: string | undefined;
  scimTlsCert?: string | undefined;
  scimTlsKey?: string | undefined;
  scimBehindProxy?: string[] | undefined;
}

interface ServeOptions extends Globals, ScimOptions {
  port?: number | undefined;
}

export function addServe(root: Root, cli: Cli): void {
  root
    .command('serve')
    .description('Run the agent for the browser extension until Ctrl-C.')
    .option('--port <number>', 'port on 127.0.0.1 (else the first free one from 21470 to 21474)', portNumber)
    .option('--scim-port <number>', 'port for what other systems call (21480); open while it is used', portNumber)
    .option('--scim-host <address>', 'address for it (127.0.0.1); another one needs TLS or a proxy')
    .option('--scim-tls-cert <file>', 'its certificate with the chain, in PEM form')
    .option('--scim-tls-key <file>', 'the key of that certificate, in PEM form')
    .option(
      '--scim-behind-proxy <range>',
      'a reverse proxy whose X-Forwarded headers are believed; repeatable',
      collect,
    )
    .action((_options, command) => serve(cli, command.optsWithGlobals()));
}

function collect(range: string, before: string[] = []): string[] {
  return [...before, ...range.split(',')];
}

/** Listens, tells where in a form for people or as one line of JSON, and stays until it is asked to end. */
async function serve({ terminal, openAgent }: Cli, options: ServeOptions): Promise<void> {
  const place = placeOf(options);
  const agent = await openAgent({ home: homeOf(options.home, terminal.env), log: 'info' });
  try {
    await agent.recover({ resumeJobs: true });
    const { api, scim } = await agent.listen({
      ...(options.port === undefined ? {} : { port: options.port }),
      public: place,
    });
    const { code } = agent.pairingCode();
    if (options.json) terminal.raw(JSON.stringify({ api, scim, pairingCode: code }));
    else
      terminal.out(
        `Rollcall listens on ${api}\n${scim === null ? '' : `Public port   ${scim}\n`}Agent         ${agent.agentId}\nPairing code  ${code} (works once, for 5 minutes)\nCtrl-C ends it.`,
      );
    await terminal.stopAsked();
    if (!options.json) terminal.err('\nFinishing what is under way.');
  } finally {
    await agent.close();
  }
}

function placeOf({ scimPort, scimHost, scimTlsCert, scimTlsKey, scimBehindProxy }: ScimOptions): PublicOptions {
  if ((scimTlsCert === undefined) !== (scimTlsKey === undefined))
    throw wrong('A certificate and its key go together.', 'Give both --scim-tls-cert and --scim-tls-key.');
  return {
    ...(scimPort === undefined ? {} : { port: scimPort }),
    ...(scimHost === undefined ? {} : { host: scimHost }),
    ...(scimTlsCert === undefined || scimTlsKey === undefined ? {} : { tls: { cert: scimTlsCert, key: scimTlsKey } }),
    ...(scimBehindProxy === undefined ? {} : { behindProxy: scimBehindProxy }),
  };
}
