import type { PlanAnswer } from '@rollcall/shared/api-run';
import { useState } from 'preact/hooks';

import { brakeWords } from '../../../plan/brake-words.ts';
import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Asides } from '../../../plan/asides.tsx';
import { Effects } from '../../../plan/effects.tsx';
import { choiceOf, firstTicks, isCut, leftAlone } from '../../../plan/model.ts';
import { doingText } from '../../../plan/person.tsx';
import { list, moment, number, t } from '../../../words.ts';
import type { PageProps } from '../../page.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Num } from '../../parts/num.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Table } from '../../parts/table.tsx';
import { Tick } from '../../parts/tick.tsx';
import { type ActionRow, actionRows, isHarsh, tickAll } from './plan-list.ts';
import { PlanItems } from './plan-items.tsx';
import { type Decision, useDecision } from './use-decision.ts';

interface PlanViewProps extends Pick<PageProps, 'connection' | 'role'> {
  answer: PlanAnswer;
  /** Reads the rest of a plan whose answer was cut short. */
  onRest(): void;
  restLoading: boolean;
  /** The plan was rejected, or turned out to be stale. */
  onChanged(): void;
}

/** A plan to be looked at: what would happen, to whom, and the buttons that approve or reject it. */
export function PlanView({ answer, connection, role, onRest, restLoading, onChanged }: PlanViewProps) {
  const { plan, items } = answer;
  const [ticks, setTicks] = useState(() => firstTicks(answer));
  const decision = useDecision({ answer, connection: connection.id, onChanged });
  const cut = isCut(answer);
  const isOpen = plan.state === 'open' || plan.state === 'approved';
  const onTicks = cut || !isOpen ? null : setTicks;
  if (items.length === 0)
    return (
      <section class="card">
        <div class="in stack">
          <p>{t('work.planNothing')}</p>
          <Asides answer={answer} open statusOf={() => null} />
        </div>
      </section>
    );
  return (
    <>
      <StateBanner plan={plan} />
      {decision.problem !== null && <ProblemBox problem={decision.problem} />}
      <ActionCard answer={answer} ticks={ticks} onTicks={onTicks} />
      <section class="card" aria-labelledby="plan-items">
        <header>
          <h2 id="plan-items">{t('work.plan.users')}</h2>
          {cut && isOpen && (
            <span class="row push small muted">
              {t('work.plan.cut', [number(items.length), number(answer.total)])}
              <Button small unavailable={restLoading ? t('parts.loading') : null} onPress={onRest}>
                {t('work.plan.loadRest')}
              </Button>
            </span>
          )}
        </header>
        <PlanItems answer={answer} connection={connection.id} ticks={ticks} onTicks={onTicks} />
        {isOpen && <Decide {...{ answer, ticks, connection, role, decision }} />}
      </section>
      <Asides answer={answer} open={false} statusOf={() => null} />
      <p class="tiny muted measure">
        {t('work.plan.covers', [plan.id, shortDigest(plan.digest), moment(plan.expires)])}
      </p>
    </>
  );
}

/** Why it waits, or why nothing can be done with it any more. */
function StateBanner({ plan: { state, brake } }: Pick<PlanAnswer, 'plan'>) {
  if (state === 'refused') return <Banner tone="idle" icon="off" cause={t('work.plan.rejectedText')} />;
  if (state === 'stale') return <Banner tone="idle" icon="clock" cause={t('work.plan.expired')} />;
  if (state !== 'open' || brake === null) return null;
  return <Banner tone="hold" icon="hold" cause={t('plan.brake', [brakeWords(brake)])} next={t('plan.brakeNext')} />;
}

interface DecideProps extends Pick<PageProps, 'connection' | 'role'> {
  answer: PlanAnswer;
  ticks: ReadonlySet<string>;
  decision: Decision;
}

/** Approve or reject; what takes something away, or passes a limit, is asked about once more. */
function Decide({ answer, ticks, connection, role, decision }: DecideProps) {
  const { plan, items } = answer;
  const [asking, setAsking] = useState<'apply' | 'reject' | null>(null);
  const choice = choiceOf(answer, ticks);
  const { changes, people, approve } = choice;
  const mayNot = whyNot({ answer, connection, role, changes, approve });
  const harsh = isCut(answer) || isHarsh(items, ticks);
  const word = approve
    ? t('plan.approve', changes, [number(changes)])
    : t('work.plan.apply', changes, [number(changes)]);
  const close = () => setAsking(null);
  const apply = () => (harsh || approve ? setAsking('apply') : void decision.apply(choice));
  return (
    <footer>
      <Button unavailable={role === 'viewer' ? t('console.viewerOnly') : null} onPress={() => setAsking('reject')}>
        {t('work.plan.reject')}…
      </Button>
      <span class="row push">
        {mayNot !== null && <span class="small muted">{mayNot}</span>}
        <Button look={harsh ? 'danger' : 'primary'} unavailable={mayNot ?? decision.busy} onPress={apply}>
          {harsh || approve ? `${word}…` : word}
        </Button>
      </span>
      {asking === 'apply' && (
        <ConfirmDialog
          title={`${word}?`}
          summary={t('work.plan.sureText', people, [number(people)])}
          word={word}
          danger={harsh}
          onConfirm={() => decision.apply(choice).then(close)}
          onClose={close}
        >
          <Effects items={items} ticks={ticks} />
        </ConfirmDialog>
      )}
      {asking === 'reject' && (
        <ConfirmDialog
          title={t('work.plan.rejectTitle', [plan.id])}
          summary={t('work.plan.rejectText')}
          word={t('work.plan.reject')}
          danger
          onConfirm={() => decision.reject().then(close)}
          onClose={close}
        />
      )}
    </footer>
  );
}

interface Permission extends Pick<PageProps, 'connection' | 'role'> {
  answer: PlanAnswer;
  changes: number;
  approve: boolean;
}

/** Why the plan can't be applied now; null when it can. */
function whyNot({ answer: { plan }, connection, role, changes, approve }: Permission): string | null {
  if (role === 'viewer') return t('console.viewerOnly');
  if (connection.mode === 'report') return t('plan.reportOnly');
  if (Date.parse(plan.expires) <= Date.now()) return t('work.plan.expired');
  if (changes === 0) return t('plan.noneTicked');
  return approve && role !== 'owner' ? t('plan.forbidden') : null;
}

interface ActionCardProps {
  answer: PlanAnswer;
  ticks: ReadonlySet<string>;
  /** Null where the plan is not read to its end, so that it can only be taken as a whole. */
  onTicks: ((ticks: ReadonlySet<string>) => void) | null;
}

/** What would happen, by action, with the boxes that leave a whole action out. */
function ActionCard({ answer, ticks, onTicks }: ActionCardProps) {
  const { plan, items } = answer;
  const isOn = (row: ActionRow) => row.items.some(({ id }) => ticks.has(id));
  const mark = (row: ActionRow) => {
    const name = row.item.action === 'update' ? t('work.plan.update') : doingText(row.item);
    if (onTicks === null || row.refused === row.items.length) return name;
    return (
      <Tick checked={isOn(row)} onChange={(on) => onTicks(tickAll(ticks, items, { these: row.items, on }))}>
        {name}
      </Tick>
    );
  };
  return (
    <section class="card" aria-labelledby="plan-what">
      <header>
        <h2 id="plan-what">{t('work.plan.what')}</h2>
        <span class="small muted push">{t('work.plan.valid', [moment(plan.expires)])}</span>
      </header>
      <Table
        label={t('work.plan.what')}
        keyOf={(row) => row.key}
        rows={actionRows(items)}
        empty={null}
        columns={[
          { key: 'action', title: t('work.plan.action'), head: true, cell: mark },
          { key: 'side', title: t('work.plan.on'), cell: ({ item }) => t(`plan.${item.side}`) },
          { key: 'count', title: t('work.plan.count'), end: true, cell: (row) => <Num value={row.items.length} /> },
          { key: 'waits', title: t('work.plan.state'), cell: (row) => stateText(row) },
          { key: 'effects', title: t('plan.effects'), cell: (row) => <span class="muted">{effectsText(row)}</span> },
        ]}
      />
      <footer class="small muted">
        <Icon name="agree" />
        <span>{restText(answer)}</span>
      </footer>
    </section>
  );
}

function stateText({ items, held, refused }: ActionRow): string {
  const free = items.length - held - refused;
  const parts = [
    ...(free > 0 ? [t('work.plan.allowed', [number(free)])] : []),
    ...(held > 0 ? [t('plan.waits', held, [number(held)])] : []),
    ...(refused > 0 ? [t('plan.refused', refused, [number(refused)])] : []),
  ];
  return list(parts);
}

function effectsText({ effects }: ActionRow): string {
  const { mailOkta, mailCms, sessions, apps } = effects;
  const parts = [
    ...(mailOkta > 0 ? [t('plan.mailOkta', mailOkta, [number(mailOkta)])] : []),
    ...(mailCms > 0 ? [t('plan.mailCms', mailCms, [number(mailCms)])] : []),
    ...(sessions > 0 ? [t('plan.sessions', sessions, [number(sessions)])] : []),
    ...(apps > 0 ? [t('plan.apps', apps, [number(apps)])] : []),
  ];
  return parts.length === 0 ? t('plan.noMail') : parts.join(' ');
}

function restText(answer: PlanAnswer): string {
  const { agree, leftOut, undecided, differ } = leftAlone(answer);
  const all = agree + leftOut + undecided + differ;
  return t('work.plan.rest', [number(agree), number(leftOut), number(undecided), number(differ), number(all)]);
}

function shortDigest(digest: string): string {
  return `${digest.slice(0, 4)}…${digest.slice(-2)}`;
}
