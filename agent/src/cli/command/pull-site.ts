import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SyncError } from '@rollcall/shared';
import type { PullSettings } from '@rollcall/shared';
import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { PullCounts } from '@rollcall/shared/api-pull';

import { csvText } from '../csv.ts';
import { exitCodeOf } from '../exit-code.ts';
import { planText } from '../plan-text.ts';
import type { PlanView } from '../plan-text.ts';
import { runPlan } from '../run-plan.ts';
import { answerReport, makeReport } from '../run-report.ts';
import type { Answer, Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Watched } from '../watch.ts';
import { saveUnsaved } from './pull-config.ts';
import type { LeftOut } from './pull-list.ts';
import { pullLog } from './pull-log.ts';
import type { PullOptions, PullWords } from './pull-option.ts';
import { pullSummary } from './pull-summary.ts';
import type { SummaryStyle } from './pull-summary.ts';
import { confirm, heldBack, isIdle, withApproval } from './sync.ts';

export interface PullNow extends PullWords {
  yes?: true | undefined;
  summaryStyle?: SummaryStyle | undefined;
  logStyle?: SummaryStyle | undefined;
  configFilename?: string | undefined;
  configFileEncoding: string;
  csvEncoding: string;
}

/** One pull as the command line asked for it. */
export interface Pull {
  session: Session;
  words: PullNow;
  /** The connection that it is for, with the settings that count for this run. */
  connection: ConnectionAnswer;
  options: PullOptions;
  unusable: LeftOut[];
  /** Settings from files that the connection does not have yet. */
  unsaved: PullSettings | null;
  test: boolean;
}

type Named = Pick<ConnectionAnswer, 'id' | 'name' | 'mode'>;
type Ended = Watched & { view: PlanView };

/** What a pull came to on one site: a plan, applied or not, or why there is none. */
export type Site = { connection: Named } & ({ ended: Ended } | { problem: ProblemAnswer | null });

/** Asks about the plan of one site where a person can be asked, applies it, and tells what became of it. */
export async function settleSite(pull: Pull, site: Site, mode: 'plan' | 'apply'): Promise<Answer> {
  const { session, test } = pull;
  if (!('ended' in site)) return refused(site.problem);
  const { connection, ended } = site;
  if (mode === 'apply' || test) return answerOf(pull, connection, ended, {});
  const { view } = ended;
  const stop = isIdle(view) ? null : heldBack(connection, view);
  if (stop || isIdle(view)) return answerOf(pull, connection, ended, { problem: stop });
  const asks = session.terminal.interactive && !session.json;
  if (!asks) return answerOf(pull, connection, ended, { problem: unasked(pull, view) });
  session.terminal.out(`${planText(view, session.terminal)}\n`);
  if (pull.unsaved) session.terminal.out(`${notSaved(pull)} A yes saves them first.\n`);
  const allowed = view.items.filter((item) => item.verdict.is === 'allow');
  if (!(await confirm(session, allowed))) return { json: null, text: 'Nothing was written.' };
  const saved = await saveUnsaved(pull);
  const applied = await runPlan(session, view.plan, { items: null, approve: false });
  return answerOf(saved, connection, applied, { head: '' });
}

function refused(problem: ProblemAnswer | null): Answer {
  const told = problem ?? new SyncError('internal', 'No run was started.').problem;
  return { json: { problem: told }, text: `${told.detail}\n${told.next}`, exit: exitCodeOf(told.code) };
}

/** A script that does not say yes gets the plan. */
function unasked(pull: Pull, { plan }: PlanView): ProblemAnswer {
  const text = 'A pull waits for a yes, so nothing was written.';
  const next = pull.unsaved
    ? `${notSaved(pull)} "--yes" saves them and pulls.`
    : `Apply exactly this plan with "rollcall apply ${plan.id}", or pull with "rollcall pull --yes".`;
  return new SyncError('needs_approval', text, { next }).problem;
}

function notSaved({ words, connection }: Pull): string {
  return `The settings of ${words.configFilename ?? 'the files'} are not those of "${connection.name}".`;
}

async function answerOf(
  pull: Pull,
  connection: Named,
  { job, view }: Ended,
  { head, problem }: { head?: string; problem?: ProblemAnswer | null },
): Promise<Answer> {
  const { session, words, test } = pull;
  const { last } = await session.client.call('lastPull', { params: { id: connection.id } });
  const told = problem === undefined && !test ? withApproval(job.error, view) : (problem ?? null);
  const report = makeReport(job, view, told);
  const text = head ?? (words.logStyle === 'adobe' ? '' : planText(view, session.terminal));
  const answer = answerReport(report, { head: text, named: false, screen: session.terminal });
  const exit = test ? 0 : (answer.exit ?? 0);
  if (last === null) return { ...answer, exit };
  const action = effectiveOf(pull, 'targetOnlyUserAction') ?? 'preserve';
  const summary = pullSummary(last, view, { style: words.summaryStyle ?? words.logStyle ?? 'rollcall', test, action });
  const written = await writeLeft(pull, connection, last);
  const parts =
    words.logStyle === 'adobe'
      ? [pullLog({ job, view, last, summary, test, problem: told }), written]
      : [answer.text, ...last.notes, written, summary];
  if (pull.unsaved && told === null) parts.push(`${notSaved(pull)} They were not saved.`);
  return { json: { ...report, last }, text: parts.filter((part) => part !== '').join('\n\n'), exit };
}

function effectiveOf<K extends 'targetOnlyUserAction' | 'targetOnlyUserFile'>(
  { options, connection: { pull } }: Pull,
  key: K,
): PullOptions[K] | null {
  return options[key] ?? pull?.defaults[key] ?? null;
}

/** Who is only on the site, as a file to look at; writing it changes nobody. Each further site has a file of its own. */
async function writeLeft(pull: Pull, { id }: Named, { targetOnlyUsers }: PullCounts): Promise<string> {
  const named = effectiveOf(pull, 'targetOnlyUserFile') ?? null;
  const own = Object.values(pull.connection.pull?.byReason ?? {});
  const { targetOnlyUserAction: said } = pull.options;
  const actions = said ? [said] : [effectiveOf(pull, 'targetOnlyUserAction'), ...own];
  if (named === null || !actions.includes('write-file')) return '';
  const { dir, name, ext } = path.parse(named);
  const file = id === pull.connection.id ? named : path.join(dir, `${name}-${id}${ext}`);
  const rows = targetOnlyUsers.map(({ id: account, handle, login, email, reason }) => ({
    uid: handle ?? account,
    username: login,
    email,
    reason,
  }));
  const text = rows.length === 0 ? 'uid,username,email,reason\r\n' : csvText(rows);
  await writeFile(file, text, { mode: 0o600 });
  return `${rows.length} users who are only on the site are in ${file}.`;
}

/** One answer for all sites: the connection's own first; the exit code is that of the first that is not done. */
export function joinSites(pull: Pull, sites: readonly [Site, Answer][]): Answer {
  const [own, ...others] = sites;
  const told = others.map(([{ connection }, { text }]) => `${connection.name}\n\n${text}`);
  const exit = sites.map(([, answer]) => answer.exit ?? 0).find((code) => code !== 0) ?? 0;
  const left = pull.unusable;
  const parts = [own?.[1].text ?? '', ...told, leftOutText(pull)];
  return {
    json: {
      ...objectOf(own?.[1].json),
      others: others.map(([{ connection }, { json }]) => ({
        connection: connection.id,
        name: connection.name,
        ...objectOf(json),
      })),
      unusable: left,
    },
    text: parts.filter((part) => part !== '').join('\n\n'),
    exit: exit === 0 && left.length > 0 && !pull.test ? 4 : exit,
  };
}

function objectOf(json: unknown): object {
  return typeof json === 'object' && json !== null ? json : {};
}

/** Rows that are shown before the rest is only counted. */
const shown = 100;

function leftOutText({ unusable, session }: Pull): string {
  if (unusable.length === 0) return '';
  const rows = unusable.slice(0, shown).map(({ file, line, reason }) => [`${file}:${line}`, reason]);
  const more = unusable.length > shown ? `\n\nAnd ${unusable.length - shown} more; --json tells all.` : '';
  return `${formatTable(['Row', 'Left out'], rows, session.terminal)}${more}`;
}
