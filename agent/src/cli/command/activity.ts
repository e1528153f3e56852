import type { ActivityAnswer } from '@rollcall/shared/api';

import type { Cli } from '../cli.ts';
import type { Client } from '../client.ts';
import { formatMoment } from '../format.ts';
import { momentOf, wholeNumber } from '../option.ts';
import type { Root } from '../root.ts';
import type { Answer, Session } from '../session.ts';
import { formatTable } from '../table.ts';
import { readRun } from '../watch.ts';
import { entryWord, outcomeWords } from '../words.ts';

type Entry = ActivityAnswer['entries'][number];

interface ActivityOptions {
  user?: string | undefined;
  type?: string | undefined;
  since?: string | undefined;
  limit: number;
}

export function addActivity(root: Root, cli: Cli): void {
  root
    .command('activity')
    .description('What happened, newest first.')
    .option('--user <login>', 'only what concerns this user')
    .option('--type <type>', 'only entries of this type, such as create or settings')
    .option('--since <time>', 'from this time on: 2026-01-31, or 30m, 12h, 1d, 2w ago', (text) =>
      momentOf(text, cli.terminal.now()),
    )
    .option('--limit <number>', 'at most so many', wholeNumber, 50)
    .action((options, command) => cli.perform(command.optsWithGlobals(), (session) => showActivity(session, options)));
}

async function showActivity({ client, terminal, wanted }: Session, options: ActivityOptions): Promise<Answer> {
  const answer = await client.call('activity', { query: { ...options, connection: wanted } });
  if (answer.entries.length === 0) return { json: answer, text: 'Nothing happened yet that fits.' };
  const labels = await labelsOf(client, answer.entries);
  const rows = answer.entries.map((entry) => [
    formatMoment(entry.at, terminal.now()),
    entryWord(entry),
    labels.get(entry.id) ?? entry.subject.cms ?? entry.subject.okta ?? '',
    outcomeOf(entry),
    entry.by.cmsUser ? `${entry.by.name} (${entry.by.cmsUser})` : entry.by.name,
    entry.job ?? '',
  ]);
  return { json: answer, text: formatTable(['When', 'What', 'User', 'Outcome', 'By', 'Run'], rows, terminal) };
}

function outcomeOf({ outcome, problem, fields }: Entry): string {
  const more = problem?.detail ?? fields.join(', ');
  return more === '' ? outcomeWords[outcome] : `${outcomeWords[outcome]}: ${more}`;
}

/** Names of the users, by entry id. Entries hold no personal values; the runs that made them still know the names. */
async function labelsOf(client: Client, entries: readonly Entry[]): Promise<Map<string, string>> {
  const jobs = [...new Set(entries.flatMap(({ job, item }) => (job !== null && item !== null ? [job] : [])))];
  // A run that is no longer kept has no names any more.
  const runs = await Promise.all(jobs.map((job) => readRun(client, job).catch(() => null)));
  return new Map(
    runs
      .flatMap((run) => run?.results ?? [])
      .flatMap(({ entry, label }) => (entry === null ? [] : [[entry, label] as const])),
  );
}
