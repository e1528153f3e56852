import type { InboxAnswer, InboxItem } from '@rollcall/shared/api-inbox';
import { useState } from 'preact/hooks';

import { StatusBadge } from '../../../components/badge.tsx';
import { Badge } from '../../../components/badge.tsx';
import { Button } from '../../../components/button.tsx';
import { number, problemWords, t } from '../../../words.ts';
import { addressOf, type PageProps } from '../../page.ts';
import { Chips } from '../../parts/chips.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Time } from '../../parts/time.tsx';
import { useAnswer } from '../../use-answer.ts';
import { FlowView } from '../flow/flow-view.tsx';
import { type Flow, useFlow } from '../flow/use-flow.ts';
import { Who } from '../who.tsx';
import { GroupList } from './group-list.tsx';
import { PlanList } from './plan-list.tsx';
import { Settle } from './settle.tsx';
import { UndecidedList, usersOf } from './undecided-list.tsx';
import { WaitingCard } from './waiting-card.tsx';

const kinds = ['conflict', 'held', 'failed', 'setAside', 'undecided'] as const;
type Kind = (typeof kinds)[number];
const wholes = ['plans', 'groups', 'pull'] as const;
type Shown = Kind | (typeof wholes)[number] | 'all';

function isShown(text: string | null): text is Shown {
  return text === 'all' || [...wholes, ...kinds].some((kind) => kind === text);
}

/** Everything that waits for a person: plans as a whole, then users by what is the matter. */
export function InboxPage({ connection, role, query }: PageProps) {
  const { value, problem, again } = useAnswer('inbox', { path: { id: connection.id } }, { every: 30_000 });
  const flow = useFlow({ connection, role, onDone: again });
  const wanted = query.get('kind');
  const shown = isShown(wanted) ? wanted : 'all';
  const show = (key: Shown): void => {
    location.replace(addressOf(connection.id, 'inbox', [], key === 'all' ? {} : { kind: key }));
  };
  const counts = value && { ...value.counts, groups: value.groups?.length ?? 0, pull: usersOf(value.pull ?? []) };
  const total = counts && Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <>
      <div class="head">
        <h1>{t('work.inbox.title')}</h1>
        <p>{t('work.inbox.text')}</p>
      </div>
      <FlowView flow={flow} connection={connection} role={role} />
      {problem !== null && <ProblemBox problem={problem} alert={false} />}
      <Chips
        label={t('work.inbox.kinds')}
        pressed={shown}
        onPress={show}
        chips={[
          { key: 'all', word: t('work.all'), count: total ?? undefined },
          ...[...wholes, ...kinds].map((key) => ({
            key,
            word: t(`work.inbox.kind.${key}`),
            count: counts?.[key],
          })),
        ]}
      />
      {value === null && problem === null && (
        <p class="muted" role="status">
          {t('parts.loading')}
        </p>
      )}
      {value !== null && <Lists {...{ inbox: value, shown, connection, role, flow }} />}
    </>
  );
}

interface ListsProps extends Pick<PageProps, 'connection' | 'role'> {
  inbox: InboxAnswer;
  shown: Shown;
  flow: Flow;
}

function Lists({ inbox, shown, connection, role, flow }: ListsProps) {
  const isWanted = (key: Shown) => shown === 'all' || shown === key;
  const lists = kinds
    .filter((kind) => isWanted(kind))
    .map((kind) => ({ kind, items: inbox.items.filter((item) => item.kind === kind) }))
    .filter(({ items }) => items.length > 0);
  const plans = isWanted('plans') ? inbox.plans : [];
  const groups = isWanted('groups') ? (inbox.groups ?? []) : [];
  const pull = isWanted('pull') ? (inbox.pull ?? []) : [];
  if (lists.length + plans.length + groups.length + pull.length === 0)
    return (
      <section class="card" aria-label={t('work.inbox.title')}>
        <EmptyState
          icon="inbox"
          title={t(shown === 'all' ? 'work.inbox.none' : 'work.inbox.noneOfKind')}
          text={t('work.inbox.noneText')}
        />
      </section>
    );
  return (
    <>
      {plans.length > 0 && <PlanList plans={plans} connection={connection.id} />}
      {groups.length > 0 && <GroupList groups={groups} connection={connection.id} />}
      {pull.length > 0 && <UndecidedList waits={pull} connection={connection.id} />}
      {lists.map(({ kind, items }) => (
        <WaitingCard key={kind} kind={kind} count={inbox.counts[kind]}>
          <ul class="waiting">
            {items.map((item) => (
              <li key={item.user.id}>
                <Item {...{ item, role, flow }} connection={connection.id} />
              </li>
            ))}
          </ul>
          {inbox.counts[kind] > items.length && (
            <footer class="small muted">
              {t('work.run.firstOf', [number(items.length), number(inbox.counts[kind])])}
            </footer>
          )}
        </WaitingCard>
      ))}
    </>
  );
}

interface ItemProps extends Pick<PageProps, 'role'> {
  item: InboxItem;
  connection: string;
  flow: Flow;
}

function Item({ item, connection, role, flow }: ItemProps) {
  const { user, kind, problem, differences, at } = item;
  const [open, setOpen] = useState(false);
  const name = user.handle ?? user.login;
  const canSettle = kind === 'conflict' && differences.length > 0;
  return (
    <>
      <div class="in row">
        <Who label={user.label} sub={user.login} href={addressOf(connection, 'user', [user.login])} />
        <KindBadge kind={kind} />
        <span class="tiny muted">
          <Time at={at} />
        </span>
        <span class="row push">
          {canSettle ? (
            <Button
              small
              look={open ? undefined : 'primary'}
              label={t('actionOn.choose', [user.label])}
              onPress={() => setOpen(!open)}
            >
              {t(open ? 'work.inbox.close' : 'action.choose')}
            </Button>
          ) : (
            <Act {...{ item, flow, name, connection }} />
          )}
        </span>
      </div>
      {problem !== null && (
        <p class="in small why">
          <b>{problemWords(problem).title}.</b> {problem.detail} <span class="muted">{problemWords(problem).next}</span>
        </p>
      )}
      {open && <Settle user={{ name, label: user.label }} {...{ differences, flow, role }} />}
    </>
  );
}

function KindBadge({ kind }: { kind: Kind }) {
  if (kind === 'conflict' || kind === 'held' || kind === 'failed') return <StatusBadge status={kind} />;
  return (
    <Badge tone="warn" icon={kind === 'setAside' ? 'pause' : 'question'}>
      {t(`work.inbox.kind.${kind}`)}
    </Badge>
  );
}

function Act({ item: { kind, user, plan }, flow, name, connection }: Omit<ItemProps, 'role'> & { name: string }) {
  const isHeld = kind === 'held';
  const word = t(isHeld ? 'action.review' : 'action.retry');
  const start = () =>
    flow.start(
      { is: 'users', ids: [name], operations: [] },
      { title: isHeld ? 'titleReview' : 'title', name: user.label },
    );
  return (
    <>
      {plan !== null && (
        <a class="small" href={addressOf(connection, 'run', [plan])}>
          {t('work.plan.title', [plan])}
        </a>
      )}
      <Button
        small
        label={t(isHeld ? 'actionOn.review' : 'actionOn.retry', [user.label])}
        unavailable={flow.unavailable}
        onPress={start}
      >
        {word}
      </Button>
    </>
  );
}
