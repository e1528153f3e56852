import { SyncError } from '@rollcall/shared';
import type { ScheduleAnswer, ScheduleRequest } from '@rollcall/shared/api-schedule';

import type { Cli } from '../cli.ts';
import { errorOf } from '../client.ts';
import { formatMoment } from '../format.ts';
import type { Root } from '../root.ts';
import { readPlan } from '../run-plan.ts';
import { answerReport, makeReport } from '../run-report.ts';
import { cronOf, cronText } from '../schedule-time.ts';
import type { Choice } from '../schedule-time.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import { formatTable } from '../table.ts';
import { watchJob } from '../watch.ts';

interface AddOptions extends Choice {
  zone?: string | undefined;
  full?: true | undefined;
  incremental?: true | undefined;
  pull?: true | undefined;
  pullDelta?: true | undefined;
  plan?: true | undefined;
}

export function addSchedule(root: Root, cli: Cli): void {
  const schedule = root.command('schedule').description('Runs that start by themselves while the agent serves.');
  schedule
    .command('list')
    .description('All schedules of a connection with their next run.')
    .action((_options, command) => cli.perform(command.optsWithGlobals(), list));
  schedule
    .command('add')
    .description('A new schedule, such as --every day --at 02:30.')
    .option('--every <interval>', '15m, hour, 6h, day, weekdays or week')
    .option('--at <time>', 'time of the day, with day, weekdays or week (02:30)')
    .option('--cron <fields>', 'five fields instead: minute, hour, day of month, month, day of week')
    .option('--zone <zone>', 'IANA time zone (else this computer’s)')
    .option('--full', 'look at everybody (usual for day, weekdays, week and --cron)')
    .option('--incremental', 'look only at what changed on the site (usual for shorter intervals)')
    .option('--pull', 'pull from Okta as the pull settings say')
    .option('--pull-delta', 'the same, asking Okta only for what moved (for short intervals)')
    .option('--plan', 'only plan, write nothing')
    .action((options, command) => cli.perform(command.optsWithGlobals(), (session) => add(session, options)));
  for (const [name, text, on] of [
    ['pause', 'Switch a schedule off.', false],
    ['resume', 'Switch it on again; what it missed is not made up for.', true],
  ] as const) {
    schedule
      .command(name)
      .description(text)
      .argument('<id>', 'its id, from "schedule list"')
      .action((id, _options, command) =>
        cli.perform(command.optsWithGlobals(), (session) => change(session, id, { on })),
      );
  }
  schedule
    .command('remove')
    .description('Remove a schedule.')
    .argument('<id>', 'its id, from "schedule list"')
    .action((id, _options, command) => cli.perform(command.optsWithGlobals(), (session) => remove(session, id)));
  schedule
    .command('run')
    .description('Run a schedule now.')
    .argument('<id>', 'its id, from "schedule list"')
    .action((id, _options, command) => cli.perform(command.optsWithGlobals(), (session) => run(session, id)));
}

async function list(session: Session): Promise<Answer> {
  const { id } = await chooseConnection(session);
  const answer = await session.client.call('schedules', { params: { id } });
  if (answer.schedules.length === 0) {
    return { json: answer, text: 'No schedule. Add one with "rollcall schedule add --every day --at 02:30".' };
  }
  const heads = ['Id', 'When', 'Zone', 'Looks at', 'Mode', 'Next run', 'Last run'];
  const rows = answer.schedules.map((each) => [
    each.id,
    cronText(each.cron),
    each.zone,
    kindWords[each.kind].looksAt,
    each.mode === 'plan' ? 'plans only' : 'writes',
    nextText(each, session),
    each.lastJob ?? '',
  ]);
  return { json: answer, text: formatTable(heads, rows, session.terminal) };
}

async function add(session: Session, options: AddOptions): Promise<Answer> {
  const cron = cronOf(options);
  const body: ScheduleRequest = {
    cron,
    zone: options.zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
    kind: kindOf(options),
    mode: options.plan ? 'plan' : 'apply',
    on: true,
  };
  const { id } = await chooseConnection(session);
  const schedule = await session.client.call('addSchedule', { params: { id }, body });
  return { json: schedule, text: scheduleText(schedule, session) };
}

/** What short intervals are mostly for counts where nothing is said. */
function kindOf({ every, full, incremental, pull, pullDelta }: AddOptions): ScheduleRequest['kind'] {
  const said = [full && 'full', incremental && 'incremental', pull && 'pull', pullDelta && 'pullDelta'] as const;
  const [kind, other] = said.filter((each) => each !== undefined);
  if (other !== undefined) {
    const next = 'Give one of --full, --incremental, --pull and --pull-delta.';
    throw new SyncError('invalid', 'A schedule is of one kind.', { scope: 'run', next });
  }
  return kind ?? (/^(?:\d+m|\d*h|hour)$/.test(every ?? '') ? 'incremental' : 'full');
}

const kindWords: Record<ScheduleRequest['kind'], { looksAt: string; does: string }> = {
  full: { looksAt: 'everybody', does: 'looks at everybody' },
  incremental: { looksAt: 'changes', does: 'looks at what changed' },
  pull: { looksAt: 'Okta (pull)', does: 'pulls from Okta' },
  pullDelta: { looksAt: 'changes of Okta (pull)', does: 'pulls what moved in Okta' },
};

async function change(session: Session, id: string, body: Partial<ScheduleRequest>): Promise<Answer> {
  const schedule = await session.client.call('changeSchedule', { params: { id }, body });
  return { json: schedule, text: scheduleText(schedule, session) };
}

async function remove({ client }: Session, id: string): Promise<Answer> {
  await client.call('removeSchedule', { params: { id } });
  return { json: { removed: id }, text: `Schedule ${id} is removed.` };
}

async function run(session: Session, id: string): Promise<Answer> {
  await session.reach.beforeRun();
  const started = await session.client.call('runSchedule', { params: { id }, body: {} });
  const { job, results } = await watchJob(session, started.job);
  // A look for changes that finds nothing to do makes no plan.
  if (job.plan === null) {
    if (job.error !== null) throw errorOf(job.error);
    return { json: { job }, text: 'Nothing has changed on the site.' };
  }
  const report = makeReport(job, await readPlan(session.client, job.plan, results), job.error);
  return answerReport(report, { head: '', named: false, screen: session.terminal });
}

function scheduleText(schedule: ScheduleAnswer, session: Session): string {
  const only = schedule.mode === 'plan' ? ' and only plans' : '';
  const head = `Schedule ${schedule.id}: ${cronText(schedule.cron)} (${schedule.zone}), ${kindWords[schedule.kind].does}${only}.`;
  return `${head} ${schedule.on && schedule.idle === null ? `Next run: ${nextText(schedule, session)}.` : nextText(schedule, session)}`;
}

function nextText({ on, idle, next }: ScheduleAnswer, { terminal }: Session): string {
  if (!on) return 'It is off.';
  if (idle !== null) return idle;
  return next === null ? 'never' : formatMoment(next, terminal.now());
}
