import type { ReachAnswer } from '@rollcall/shared/api-scim';
import type { ReplayAnswer, TrafficEntry, TrafficRow } from '@rollcall/shared/api-traffic';
import { trafficKind } from '@rollcall/shared/api-traffic';
import { Option } from '@commander-js/extra-typings';

import type { Cli } from '../cli.ts';
import { exitCodeOf } from '../exit-code.ts';
import { formatCount, formatMoment } from '../format.ts';
import { wholeNumber } from '../option.ts';
import { problemText } from '../problem-text.ts';
import type { Root } from '../root.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import { formatTable, wrapText } from '../table.ts';
import { addScimGroups } from './scim-groups.ts';

interface TrafficOptions {
  kind?: TrafficKind | undefined;
  limit?: number | undefined;
}
type TrafficKind = (typeof trafficKind.options)[number];

export function addScim(root: Root, cli: Cli): void {
  const scim = root.command('scim').description('What Okta’s SCIM client asks, and whether it can reach the agent.');
  scim
    .command('reach')
    .description('Look whether this agent answers at the connection’s public address.')
    .action((_options, command) => cli.perform(command.optsWithGlobals(), reach));
  scim
    .command('traffic')
    .description('The requests of the last days with their answers, newest first, or one of them.')
    .argument('[id]', 'a request, from the list')
    .addOption(new Option('--kind <kind>', 'which ones (all)').choices(trafficKind.options))
    .option('--limit <count>', 'how many (50, at most 200)', wholeNumber)
    .action((id, options, command) =>
      cli.perform(command.optsWithGlobals(), (session) =>
        id === undefined ? list(session, options) : show(session, id),
      ),
    );
  scim
    .command('replay')
    .description('Plan what a request would do now. Nothing is written.')
    .argument('<id>', 'a request, from "scim traffic"')
    .action((id, _options, command) => cli.perform(command.optsWithGlobals(), (session) => replay(session, id)));
  addScimGroups(scim, cli);
}

async function reach(session: Session): Promise<Answer> {
  const { id } = await chooseConnection(session);
  const answer = await session.client.call('checkReach', { params: { id }, body: {} });
  const { problem } = answer;
  return { json: answer, text: reachText(answer, session), ...(problem ? { exit: exitCodeOf(problem.code) } : {}) };
}

function reachText({ url, problem }: ReachAnswer, { terminal }: Session): string {
  return problem ? problemText(problem, terminal) : `This agent answers at ${url}, over TLS. That is Okta’s Base URL.`;
}

async function list(session: Session, { kind, limit }: TrafficOptions): Promise<Answer> {
  const { id } = await chooseConnection(session);
  const answer = await session.client.call('traffic', { params: { id }, query: { kind, limit } });
  const { counts, rows, keptDays } = answer;
  const head = `${formatCount(counts.all, 'request')}, of which ${formatCount(counts.writes, 'write')} and ${counts.failed} refused or failed. Kept for ${keptDays} days, without values about people.`;
  if (rows.length === 0) return { json: answer, text: `${head}\nNo such request.` };
  const more = answer.more ? '\nThere are older ones: --limit.' : '';
  return { json: answer, text: `${head}\n\n${tableOf(rows, session)}${more}` };
}

function tableOf(rows: readonly TrafficRow[], { terminal }: Session): string {
  const now = terminal.now();
  const cells = rows.map(({ id, at, method, path, status, ms, detail }) => [
    id,
    formatMoment(at, now),
    `${method} ${path}`,
    String(status),
    `${Math.round(ms)} ms`,
    detail ?? '',
  ]);
  return formatTable(['Id', 'Time', 'Request', 'Answer', 'Took', 'Refusal'], cells, terminal);
}

async function show(session: Session, entry: string): Promise<Answer> {
  const { id } = await chooseConnection(session);
  const answer = await session.client.call('trafficEntry', { params: { id, entry } });
  return { json: answer, text: entryText(answer, session) };
}

function entryText(entry: TrafficEntry, { terminal }: Session): string {
  const { method, path, status, ms, at, detail, next, plan, request, answer, curl } = entry;
  const told = [detail, next].filter((text) => text !== null).map((text) => wrapText(text, terminal));
  return [
    `${method} ${path}  ${status}, ${Math.round(ms)} ms, ${at}`,
    ...told,
    ...(plan === null ? [] : [`Plan ${plan}`]),
    `\n${terminal.paint('bold', 'Request')}\n${sideText(request)}`,
    `\n${terminal.paint('bold', 'Answer')}\n${sideText(answer)}`,
    `\n${terminal.paint('bold', 'As curl')}\n${curl}`,
  ].join('\n');
}

function sideText({ headers, body }: TrafficEntry['request']): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  return [...lines, ...(body === null ? [] : [JSON.stringify(body, null, 2)])].join('\n');
}

async function replay(session: Session, entry: string): Promise<Answer> {
  const { id } = await chooseConnection(session);
  const answer = await session.client.call('replayTraffic', { params: { id, entry }, body: {} });
  const { problem } = answer;
  return { json: answer, text: replayText(answer, session), ...(problem ? { exit: exitCodeOf(problem.code) } : {}) };
}

function replayText({ plan, problem, skipped }: ReplayAnswer, { terminal }: Session): string {
  const left = skipped.length === 0 ? '' : `\nLeft out, since the values are not kept: ${skipped.join(', ')}.`;
  if (problem) return `${problemText(problem, terminal)}${left}`;
  if (plan === null) return `Nothing would change.${left}`;
  return `Plan ${plan} shows what would change: rollcall plan show ${plan}. Nothing was written.${left}`;
}
