import { Option } from '@commander-js/extra-typings';
import type { ConnectionAnswer } from '@rollcall/shared/api';

import { tokenInKeyring } from '../../pull/config/token.ts';
import { readSecret, readSecretFile, secretArgument } from '../ask.ts';
import type { Cli } from '../cli.ts';
import type { Root } from '../root.ts';
import { pickConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import { chooseWay, completeValues, findKind } from '../sign-in-way.ts';

interface ConnectOptions {
  url: string;
  auth?: string | undefined;
  new?: string | true | undefined;
  user?: string | undefined;
  clientId?: string | undefined;
  keyId?: string | undefined;
  passwordStdin?: true | undefined;
  passwordFile?: string | undefined;
  tokenStdin?: true | undefined;
  tokenFile?: string | undefined;
  tokenKeyring?: string | undefined;
  privateKey?: string | undefined;
  token?: string | true | undefined;
  password?: string | true | undefined;
}

const help = `
Without an option for the secret it is asked for and not shown. The kinds of sites are those that the agent knows.`;

export function addConnect(root: Root, cli: Cli): void {
  root
    .command('connect')
    .description('Connect the site or the Okta org; makes the connection when there is none yet.')
    .argument('<kind>', 'okta, or the kind of site, such as drupal')
    .requiredOption('--url <address>', 'address of the site or org')
    .option('--new [name]', 'make a further connection instead of changing the one there is')
    .option('--auth <name>', 'way to sign in, where the other options leave a choice')
    .option('--user <name>', 'name of Rollcall’s account on the site')
    .option('--password-stdin', 'read the password from standard input')
    .option('--password-file <file>', 'read the password from a file')
    .option('--token-stdin', 'read the API token from standard input')
    .option('--token-file <file>', 'read the API token from a file')
    .option(
      '--token-keyring <service>',
      'take the API token from the OS keyring: this service, and the host as the user',
    )
    .option('--client-id <id>', 'client id of the service app')
    .option('--private-key <file>', 'file with the service app’s private key, PEM or JWK')
    .option('--key-id <id>', 'id of that key')
    .addOption(new Option('--token [value]').hideHelp())
    .addOption(new Option('--password [value]').hideHelp())
    .addHelpText('after', help)
    .action((kind, options, command) =>
      cli.perform(command.optsWithGlobals(), (session) => connect(session, kind, options)),
    );
}

async function connect(session: Session, kindName: string, options: ConnectOptions): Promise<Answer> {
  const { client, terminal, json } = session;
  refuseSecretArguments(options);
  const kind = findKind((await client.call('kinds', {})).kinds, kindName);
  const given = { ...openValues(options), ...(await secretValues(session, options)) };
  const way = chooseWay(kind, Object.keys(given), options.auth);
  const values = await completeValues(way, given, { terminal, ask: terminal.interactive && !json });
  const connection = await openConnection(session, kind.side === 'cms' ? options.url : null, options.new);
  const changed = await client.call('connectSide', {
    params: { id: connection.id, side: kind.side },
    body: { kind: kind.kind, url: options.url, auth: way.name, values },
  });
  const side = changed[kind.side];
  const who = side?.account ? ` as ${side.account}` : '';
  return {
    json: changed,
    text: `${kind.label} at ${side?.url ?? options.url} is connected${who}. ${nextStep(changed)}`,
  };
}

function nextStep({ cms, okta }: ConnectionAnswer): string {
  if (!cms) return 'Connect the site next.';
  return okta ? 'See whether it works: rollcall test' : 'Connect the Okta org next.';
}

function openValues({ user, clientId, keyId }: ConnectOptions): Record<string, string> {
  const values = { user, clientId, keyId };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

async function secretValues({ terminal }: Session, options: ConnectOptions): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  if (options.tokenStdin) values['token'] = await readSecret(terminal, 'API token');
  if (options.passwordStdin) values['password'] = await readSecret(terminal, 'Password');
  if (options.tokenFile) values['token'] = await readSecretFile(options.tokenFile, '--token-file');
  if (options.tokenKeyring !== undefined) values['token'] = await keptToken(options.tokenKeyring, options.url);
  if (options.passwordFile) values['password'] = await readSecretFile(options.passwordFile, '--password-file');
  if (options.privateKey) values['privateKey'] = await readSecretFile(options.privateKey, '--private-key');
  return values;
}

/** The token where Adobe's User Sync Tool keeps it as well: the entry of this service for the org's host. */
async function keptToken(service: string, url: string): Promise<string> {
  const token = await tokenInKeyring({ in: 'keyring', service, user: URL.parse(url)?.host ?? url });
  return token.reveal();
}

function refuseSecretArguments({ token, password }: ConnectOptions): void {
  if (token !== undefined) throw secretArgument('--token', 'Use --token-stdin, --token-file or --token-keyring.');
  if (password !== undefined) throw secretArgument('--password', 'Use --password-stdin or --password-file.');
}

/** The connection that is meant, or a new one, named after its site, when there is none or one is asked for. */
async function openConnection(
  { client, wanted }: Session,
  site: string | null,
  fresh: ConnectOptions['new'],
): Promise<ConnectionAnswer> {
  const { connections } = await client.call('connections', {});
  const known = connections.length > 0 || wanted !== undefined;
  if (known && fresh === undefined) return pickConnection(connections, wanted);
  const host = site === null ? undefined : URL.parse(site)?.hostname;
  const name = typeof fresh === 'string' ? fresh : host;
  return client.call('addConnection', { body: name === undefined ? {} : { name } });
}
