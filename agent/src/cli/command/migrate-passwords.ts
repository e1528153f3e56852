import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { HashRow } from '@rollcall/shared/api-event';
import { SyncError } from '@rollcall/shared';

import type { Cli } from '../cli.ts';
import { formatCount } from '../format.ts';
import { readPasswordFile } from '../password-file.ts';
import type { UnusableLine } from '../password-file.ts';
import { planText } from '../plan-text.ts';
import type { PlanView } from '../plan-text.ts';
import type { Root } from '../root.ts';
import { followRun } from '../run-plan.ts';
import { answerReport, makeReport } from '../run-report.ts';
import type { RunReport } from '../run-report.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import { formatTable } from '../table.ts';
import { confirm } from './sync.ts';

const rowsPerCall = 500;
/** Lines that are shown before the rest is only counted. */
const shown = 100;

export function addMigratePasswords(root: Root, cli: Cli): void {
  root
    .command('migrate-passwords')
    .description('Bring the site’s password hashes to Okta, so that people keep their passwords.')
    .argument('<file>', 'CSV with a header: hash, and uuid, login or mail')
    .option('--yes', 'do not ask, and approve what a limit holds back')
    .action((file, options, command) =>
      cli.perform(command.optsWithGlobals(), (session) => migrate(session, file, options.yes ?? false)),
    );
}

interface Upload {
  connection: string;
  slot: string | null;
  rows: number;
  unusable: UnusableLine[];
}

async function migrate(session: Session, file: string, yes: boolean): Promise<Answer> {
  const { client } = session;
  const connection = await chooseConnection(session);
  const upload: Upload = { connection: connection.id, slot: null, rows: 0, unusable: [] };
  try {
    await sendRows(session, file, upload);
    const { slot, unusable } = upload;
    if (slot === null) return nothingUsable(session, unusable);
    await session.reach.beforeRun();
    const params = { id: connection.id, slot };
    const { job } = await client.call('planHashes', { params, body: {} });
    const planned = await followRun(session, job);
    return await decide(session, { ...planned, upload, params, yes });
  } finally {
    const { slot } = upload;
    if (slot !== null) await client.call('dropHashes', { params: { id: connection.id, slot } });
  }
}

/** Sends the usable lines in parts; the file is never in memory as a whole. */
async function sendRows({ client }: Session, file: string, upload: Upload): Promise<void> {
  let part: HashRow[] = [];
  const send = async () => {
    if (part.length === 0) return;
    const body = { slot: upload.slot, rows: part };
    upload.slot = (await client.call('keepHashes', { params: { id: upload.connection }, body })).slot;
    upload.rows += part.length;
    part = [];
  };
  for await (const line of readPasswordFile(file)) {
    if ('unusable' in line) upload.unusable.push(line.unusable);
    else part.push(line.row);
    if (part.length === rowsPerCall) await send();
  }
  await send();
}

interface Decision extends Awaited<ReturnType<typeof followRun>> {
  upload: Upload;
  params: { id: string; slot: string };
  yes: boolean;
}

async function decide(session: Session, { job, view, upload, params, yes }: Decision): Promise<Answer> {
  const { terminal, client } = session;
  const asks = terminal.interactive && !session.json && !yes;
  const allowed = view.items.filter((item) => item.verdict.is === 'allow');
  const head = [headline(view, upload), planText(view, terminal)].join('\n\n');
  if (allowed.length === 0 || (!asks && !yes))
    return told(session, makeReport(job, view, allowed.length === 0 ? null : unasked()), { head, upload });
  if (asks) {
    terminal.out(`${head}\n`);
    if (!(await confirm(session, allowed))) return { json: null, text: 'Nothing was written.' };
  }
  const body = { plan: view.plan.id, digest: view.plan.digest, approve: view.plan.brake !== null };
  const started = await client.call('applyHashes', { params, body });
  const applied = await followRun(session, started.job);
  const report = makeReport(applied.job, applied.view, applied.job.error);
  return told(session, report, { head: asks ? '' : planText(applied.view, terminal), upload });
}

/** `38 users would be created with their password, 2 staged ones would get theirs; 5 lines can't be used.` */
function headline({ plan, asides }: PlanView, { rows, unusable }: Upload): string {
  const { create = 0, setPassword = 0 } = plan.counts;
  const left = formatCount(asides.length, 'user stays as it is', 'users stay as they are');
  return (
    `${formatCount(rows, 'usable hash', 'usable hashes')}: ${formatCount(create, 'new user')} with a password, ` +
    `${formatCount(setPassword, 'staged user gets', 'staged users get')} theirs, ${left}. ` +
    `${formatCount(unusable.length, 'line')} of the file can’t be used.`
  );
}

function unasked(): ProblemAnswer {
  const next = 'Add --yes when the plan looks right.';
  return new SyncError('needs_approval', 'Moving passwords waits for a yes, so nothing was written.', { next }).problem;
}

function told({ terminal }: Session, report: RunReport, { head, upload }: { head: string; upload: Upload }): Answer {
  const { unusable } = upload;
  const answer = answerReport(report, { head, named: true, screen: terminal });
  const exit = answer.exit === 0 && unusable.length > 0 ? 4 : (answer.exit ?? 0);
  const text = [answer.text, unusableText(unusable, terminal)].filter((part) => part !== '').join('\n\n');
  return { json: { ...report, unusable }, text, exit };
}

function nothingUsable({ terminal }: Session, unusable: UnusableLine[]): Answer {
  const text = [
    'No line of the file has a hash that Okta can take. Nothing was written.',
    unusableText(unusable, terminal),
  ];
  return { json: { job: null, plan: null, items: [], asides: [], unusable }, text: text.join('\n\n').trim(), exit: 4 };
}

function unusableText(unusable: readonly UnusableLine[], terminal: Session['terminal']): string {
  if (unusable.length === 0) return '';
  const rows = unusable.slice(0, shown).map(({ line, user, reason, next }) => [String(line), user, reason, next]);
  const more =
    unusable.length > shown ? `\n\nAnd ${formatCount(unusable.length - shown, 'more line')}; --json tells all.` : '';
  return `${formatTable(['Line', 'User', 'Can’t be used', 'Next step'], rows, terminal)}${more}`;
}
