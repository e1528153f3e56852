import { writeFile } from 'node:fs/promises';
import { SyncError } from '@rollcall/shared';
import { leaverLine } from '@rollcall/shared/api-leaver';
import type { LeaverRow, LeaverSide, LeaversAnswer, OpenReason } from '@rollcall/shared/api-leaver';

import type { Cli } from '../cli.ts';
import type { Client } from '../client.ts';
import { csvText } from '../csv.ts';
import { formatCount, formatMoment } from '../format.ts';
import { momentOf } from '../option.ts';
import type { Root } from '../root.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { cmsStateWords, entryWords, oktaStateWords } from '../words.ts';

interface LeaversOptions {
  since?: string | undefined;
  until?: string | undefined;
  csv?: string | undefined;
}

/** As many as the API answers at once. */
const pageSize = 1000;
const mostShown = 100;

const reasonWords: Record<OpenReason, string> = {
  frozen: 'the link is frozen',
  accepted: 'the difference was accepted',
  excluded: 'left out by the rules',
  protected: 'protected',
  undecided: 'a rule could not decide',
  held: 'a change waits for approval',
  failed: 'the last try failed',
  oneWay: 'the direction does not write there',
  pending: 'not synced yet',
  unread: 'the account was not read',
};

export function addLeavers(root: Root, cli: Cli): void {
  const moment = (text: string) => momentOf(text, cli.terminal.now());
  root
    .command('leavers')
    .description('Who lost access, with the proof on both sides, those who are still let in first.')
    .option('--since <time>', 'a loss from this time on: 2026-01-31, or 30m, 12h, 1d, 2w ago', moment)
    .option('--until <time>', 'a loss up to this time', moment)
    .option('--csv <file>', 'write all of it into this new file')
    .action((options, command) => cli.perform(command.optsWithGlobals(), (session) => showLeavers(session, options)));
}

async function showLeavers(session: Session, { csv, ...times }: LeaversOptions): Promise<Answer> {
  const { client, terminal } = session;
  const { id } = await chooseConnection(session);
  const found = await readAll(client, id, times);
  if (csv === undefined) return { json: found, text: leaversText(found, terminal) };
  await save(csv, csvText(found.rows.map(leaverLine)));
  return { json: { ...found, csv }, text: `${countText(found)}\nWritten to ${csv}.` };
}

type Found = Omit<LeaversAnswer, 'next'>;

async function readAll(client: Client, id: string, times: Omit<LeaversOptions, 'csv'>): Promise<Found> {
  const rows: LeaverRow[] = [];
  for (let after: string | undefined; ;) {
    const answer: LeaversAnswer = await client.call('leavers', {
      params: { id },
      query: { ...times, limit: pageSize, after },
    });
    rows.push(...answer.rows);
    if (answer.next === null) return { rows, total: answer.total, open: answer.open };
    after = answer.next;
  }
}

async function save(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw new SyncError('invalid', `${file} can’t be written as a new file.`, {
      scope: 'run',
      next: 'Name a file that is not there yet, in a folder that is.',
      cause: error,
    });
  }
}

function leaversText(found: Found, terminal: Terminal): string {
  if (found.rows.length === 0) return 'Nobody who fits lost access.';
  const rows = found.rows
    .slice(0, mostShown)
    .map((row) => [
      userText(row),
      row.open ? terminal.paint('red', `Open: ${openText(row)}`) : 'Closed',
      sideText(row.cms, cmsStateWords, terminal),
      sideText(row.okta, oktaStateWords, terminal),
      row.minutes === null ? '' : String(row.minutes),
    ]);
  const table = formatTable(['User', 'Access', 'On the site', 'In Okta', 'Minutes'], rows, terminal);
  const more = found.rows.length - mostShown;
  const rest = more > 0 ? [`And ${formatCount(more, 'more user')}; --csv writes all of them.`] : [];
  return [countText(found), table, ...rest].join('\n\n');
}

function countText({ total, open }: Found): string {
  const still = open === 0 ? 'nobody is let in any more' : `${formatCount(open, 'user')} still let in on one side`;
  return `${formatCount(total, 'user')} lost access: ${still}.`;
}

function userText({ login, mail, cms, okta }: LeaverRow): string {
  const name = login ?? cms?.id ?? okta?.id ?? '';
  return mail !== null && mail !== name ? `${name}\n${mail}` : name;
}

function openText({ openSide, reason, detail }: LeaverRow): string {
  const where = openSide === 'cms' ? 'on the site' : 'in Okta';
  return `${where}, ${reason === null ? '' : reasonWords[reason]}${detail === null ? '' : ` (${detail})`}`;
}

function sideText(side: LeaverSide | null, words: typeof cmsStateWords, terminal: Terminal): string {
  if (side === null) return '';
  const state = side.state === 'gone' ? 'Gone' : side.state === 'unread' ? 'Not read' : words[side.state];
  return side.proof === null ? state : `${state}\n${proofText(side.proof, terminal)}`;
}

function proofText(proof: NonNullable<LeaverSide['proof']>, terminal: Terminal): string {
  const at = formatMoment(proof.at, terminal.now());
  if (proof.kind === 'seen') return `seen off: ${at}`;
  if (proof.kind === 'missing') return `not in the list of: ${at}`;
  const known = proof.evidence === 'readBack' ? ', read back' : '';
  return `${entryWords[proof.type] ?? proof.type} by ${proof.by.cmsUser ?? proof.by.name}: ${at}${known}`;
}
