import { SyncError } from '@rollcall/shared';
import { alertChange } from '@rollcall/shared/api-alert';
import type { AlertAnswer, AlertSettings } from '@rollcall/shared/api-alert';

import { readSecret, readSecretFile } from '../ask.ts';
import type { Cli } from '../cli.ts';
import { formatAge, formatCount } from '../format.ts';
import { portNumber, wholeNumber } from '../option.ts';
import type { Root } from '../root.ts';
import type { Answer, Session } from '../session.ts';
import { formatPairs } from '../table.ts';

interface SetOptions {
  /** False with `--no-webhook`; true otherwise, since the address itself comes by file or standard input. */
  webhook: boolean;
  webhookFile?: string | undefined;
  webhookStdin?: true | undefined;
  mail: boolean;
  mailHost?: string | undefined;
  mailPort?: number | undefined;
  mailSecurity?: string | undefined;
  mailUser?: string | undefined;
  mailFrom?: string | undefined;
  mailTo?: string | undefined;
  mailPasswordFile?: string | undefined;
  mailPasswordStdin?: true | undefined;
  quiet?: number | undefined;
  weekly?: string | undefined;
}

export function addAlerts(root: Root, cli: Cli): void {
  const alerts = root.command('alerts').description('Who is told when something goes wrong.');
  alerts
    .command('show')
    .description('Who is told, and when it last happened.')
    .action((_options, command) => cli.perform(command.optsWithGlobals(), show));
  alerts
    .command('set')
    .description('Change who is told; what is not named stays.')
    .option('--webhook-file <file>', 'file with the address that gets a JSON POST')
    .option('--webhook-stdin', 'read that address from standard input')
    .option('--no-webhook', 'no POST any more')
    .option('--mail-host <host>', 'mail server')
    .option('--mail-port <port>', 'its port (465 with tls, 587 with starttls)', portNumber)
    .option('--mail-security <kind>', 'tls, starttls, or none for a server on this computer')
    .option('--mail-user <name>', 'name to sign in with')
    .option('--mail-password-file <file>', 'read its password from a file')
    .option('--mail-password-stdin', 'read its password from standard input')
    .option('--mail-from <address>', 'sender')
    .option('--mail-to <addresses>', 'receivers, with commas')
    .option('--no-mail', 'no mail any more')
    .option('--quiet <minutes>', 'after an alert, no other of the same kind for so long', wholeNumber)
    .option('--weekly <on>', 'on or off: a summary each Monday')
    .action((options, command) => cli.perform(command.optsWithGlobals(), (session) => set(session, options)));
  alerts
    .command('test')
    .description('Send a message now by every way that is set.')
    .action((_options, command) => cli.perform(command.optsWithGlobals(), test));
}

async function show({ client, terminal }: Session): Promise<Answer> {
  const answer = await client.call('alerts', {});
  return { json: answer, text: alertText(answer, terminal) };
}

async function set({ client, terminal }: Session, options: SetOptions): Promise<Answer> {
  const before = await client.call('alerts', {});
  const webhook = options.webhook ? await addressOf(options, terminal) : null;
  const password = await passwordOf(options, terminal);
  const draft = {
    ...(webhook === undefined ? {} : { webhook }),
    ...mailChange(options, before.mail),
    ...(password === undefined ? {} : { mailPassword: password }),
    ...(options.quiet === undefined ? {} : { quietMinutes: options.quiet }),
    ...(options.weekly === undefined ? {} : { weekly: onOff(options.weekly) }),
  };
  if (Object.keys(draft).length === 0)
    throw wrong('Nothing is named that should change.', 'See "rollcall alerts set --help".');
  const body = alertChange.safeParse(draft);
  if (!body.success) {
    const [issue] = body.error.issues;
    throw wrong(
      `${issue?.path.join('.') ?? 'A value'}: ${issue?.message ?? 'not as expected'}.`,
      'Correct the value; nothing was saved.',
    );
  }
  const answer = await client.call('changeAlerts', { body: body.data });
  return { json: answer, text: alertText(answer, terminal) };
}

async function test({ client, terminal }: Session): Promise<Answer> {
  const answer = await client.call('testAlerts', { body: {} });
  if (answer.ways.length === 0) {
    return { json: answer, text: 'Nobody is told yet. See "rollcall alerts set --help".', exit: 2 };
  }
  const pairs = answer.ways.map(({ way, problem }) => {
    const text = problem ? `${terminal.paint('red', problem.detail)} ${problem.next}` : terminal.paint('green', 'sent');
    return [wayWords[way], text] as const;
  });
  return { json: answer, text: formatPairs(pairs, terminal), exit: answer.ways.every(({ ok }) => ok) ? 0 : 4 };
}

const wayWords = { webhook: 'Webhook', mail: 'Mail' } as const;
const usualPorts: Record<string, number> = { tls: 465, starttls: 587, none: 25 };

function alertText(answer: AlertAnswer, terminal: Session['terminal']): string {
  const { webhook, mail, quietMinutes, weekly, lastSent, hasMailPassword } = answer;
  const who = mail?.user ? `, signs in as ${mail.user}${hasMailPassword ? '' : ' without a password'}` : '';
  const last = lastSent
    ? `${lastSent.what}, ${formatAge(lastSent.at, terminal.now())}${lastSent.problem ? `, failed: ${lastSent.problem.detail}` : ''}`
    : 'never';
  return formatPairs(
    [
      ['Webhook', webhook ?? 'none'],
      ['Mail', mail ? `${mail.to.join(', ')} by ${mail.host}:${mail.port} (${mail.security})${who}` : 'none'],
      ['Quiet for', formatCount(quietMinutes, 'minute')],
      ['Weekly', weekly ? 'on' : 'off'],
      ['Last sent', last],
    ],
    terminal,
  );
}

async function addressOf(options: SetOptions, terminal: Session['terminal']): Promise<string | undefined> {
  if (options.webhookFile !== undefined) return readSecretFile(options.webhookFile, '--webhook-file');
  return options.webhookStdin ? readSecret(terminal, 'Address') : undefined;
}

async function passwordOf(options: SetOptions, terminal: Session['terminal']): Promise<string | undefined> {
  if (options.webhookStdin && options.mailPasswordStdin) {
    throw wrong('Standard input can hold only one of the two.', 'Give the other one by a file.');
  }
  if (options.mailPasswordFile !== undefined) return readSecretFile(options.mailPasswordFile, '--mail-password-file');
  return options.mailPasswordStdin ? readSecret(terminal, 'Password for mail') : undefined;
}

/** The mail settings with what was named; those that nobody has named yet take their usual values. */
function mailChange(options: SetOptions, before: AlertSettings['mail']): { mail?: unknown } {
  if (!options.mail) return { mail: null };
  const { mailHost, mailPort, mailSecurity, mailUser, mailFrom, mailTo } = options;
  const named = {
    host: mailHost,
    port: mailPort,
    security: mailSecurity,
    user: mailUser,
    from: mailFrom,
    to: mailTo?.split(','),
  };
  const given = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
  if (Object.keys(given).length === 0) return {};
  const security = mailSecurity ?? before?.security ?? 'starttls';
  return { mail: { port: usualPorts[security] ?? 587, user: null, ...before, security, ...given } };
}

function onOff(text: string): boolean {
  if (text === 'on' || text === 'off') return text === 'on';
  throw wrong(`--weekly takes on or off, not "${text}".`, 'Give one of the two.');
}

function wrong(text: string, next: string): SyncError {
  return new SyncError('invalid', text, { scope: 'run', next });
}
