import type { NewTokenAnswer, ScimTokenAnswer, TokenAnswer } from '@rollcall/shared/api-scim';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';

import type { Cli } from '../cli.ts';
import { formatAge, formatMoment } from '../format.ts';
import { wholeNumber } from '../option.ts';
import { problemText } from '../problem-text.ts';
import type { Root } from '../root.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import { formatTable } from '../table.ts';

export function addTokens(root: Root, cli: Cli): void {
  const tokens = root.command('tokens').description('Tokens with which Okta’s SCIM client brings users to the site.');
  tokens
    .command('list')
    .description('The tokens of a connection and the base URL for Okta.')
    .action((_options, command) => cli.perform(command.optsWithGlobals(), list));
  tokens
    .command('generate')
    .description('Make a token and print it, this once; at most two a connection.')
    .option('--label <name>', 'a name for it (Okta)')
    .option('--days <count>', 'days until it ends by itself (never)', wholeNumber)
    .action((options, command) => cli.perform(command.optsWithGlobals(), (session) => generate(session, options)));
  for (const [name, text, state] of [
    ['activate', 'Let a token in again.', 'active'],
    ['deactivate', 'Let a token in no more, until it is activated.', 'inactive'],
  ] as const) {
    tokens
      .command(name)
      .description(text)
      .argument('<id>', 'its id, from "tokens list"')
      .action((id, _options, command) =>
        cli.perform(command.optsWithGlobals(), (session) => change(session, id, state)),
      );
  }
  tokens
    .command('renew')
    .description('Make a new text for a token and print it, this once; the former one ends at once.')
    .argument('<id>', 'its id, from "tokens list"')
    .action((id, _options, command) => cli.perform(command.optsWithGlobals(), (session) => renew(session, id)));
  tokens
    .command('remove')
    .description('Remove a token.')
    .argument('<id>', 'its id, from "tokens list"')
    .action((id, _options, command) => cli.perform(command.optsWithGlobals(), (session) => remove(session, id)));
}

async function list(session: Session): Promise<Answer> {
  const { id } = await chooseConnection(session);
  const answer = await session.client.call('scimState', { params: { id } });
  const base = answer.baseUrl ?? `${answer.path} on the port of "rollcall serve --scim-port", which is not open`;
  const off = answer.on ? '' : `\n${switchedOff}`;
  const table =
    answer.tokens.length === 0
      ? 'No token. Make one with "rollcall tokens generate".'
      : tableOf(answer.tokens, session);
  return { json: answer, text: `Base URL  ${base}${off}\n\n${table}` };
}

const switchedOff =
  'SCIM is off for this connection: rollcall connection set methods.scim.on=true methods.scim.operations=read,create,update,deactivate';

function tableOf(tokens: readonly ScimTokenAnswer[], { terminal }: Session): string {
  const now = terminal.now();
  const rows = tokens.map((token) => [
    token.id,
    token.label,
    `…${token.hint}`,
    stateWord(token),
    formatAge(token.created, now),
    token.expires === null ? 'never' : formatMoment(token.expires, now),
    formatAge(token.lastUsed, now),
    token.seenOkta ? 'yes' : 'not yet',
  ]);
  return formatTable(['Id', 'Label', 'Hint', 'State', 'Made', 'Expires', 'Last used', 'By Okta'], rows, terminal);
}

async function generate(
  session: Session,
  { label, days }: { label?: string | undefined; days?: number | undefined },
): Promise<Answer> {
  const { id } = await chooseConnection(session);
  const body = { ...(label === undefined ? {} : { label }), days: days ?? null };
  const made = await session.client.call('addToken', { params: { id }, body });
  return printed(session, made, 'is made');
}

async function renew(session: Session, id: string): Promise<Answer> {
  const made = await session.client.call('renewToken', { params: { id }, body: {} });
  return printed(session, made, 'has a new text, and the former one has ended');
}

const slow =
  'Put it into the API integration of Okta’s application. After many assignments it may take up to an hour until Okta has sent everybody.';

/** Standard output gets the text alone, so that it can go straight into another program. */
function printed(session: Session, made: NewTokenAnswer, did: string): Answer {
  const { json, terminal } = session;
  if (!json) terminal.err(`${slow}\n\nToken ${made.token.id} ${did}. It is shown this once:`);
  warn(session, made.problem);
  return { json: made, text: made.text };
}

async function change(session: Session, id: string, state: ScimTokenAnswer['state']): Promise<Answer> {
  const answer = await session.client.call('changeToken', { params: { id }, body: { state } });
  warn(session, answer.problem);
  return { json: answer, text: changedText(answer) };
}

function changedText({ token }: TokenAnswer): string {
  const { id, state, expired } = token;
  if (state === 'inactive') return `Token ${id} is inactive: whoever has it is let in no more.`;
  return expired
    ? `Token ${id} is active, but its time is over: "rollcall tokens renew ${id}".`
    : `Token ${id} is active.`;
}

async function remove(session: Session, id: string): Promise<Answer> {
  const { problem } = await session.client.call('removeToken', { params: { id } });
  warn(session, problem);
  return { json: { removed: id, problem }, text: `Token ${id} is removed.` };
}

function warn({ terminal, json }: Session, problem: ProblemAnswer | null): void {
  if (problem && !json) terminal.err(problemText(problem, terminal));
}

function stateWord({ state, expired }: ScimTokenAnswer): string {
  if (state === 'inactive') return 'Inactive';
  return expired ? 'Ended' : 'Active';
}
