import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { InboxAnswer } from '@rollcall/shared/api-inbox';

import { brakeWords } from '../../../plan/brake-words.ts';
import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { list, number, t } from '../../../words.ts';
import { addressOf, type PageProps } from '../../page.ts';
import { Figures } from '../../parts/figures.tsx';
import { LinkButton } from '../../parts/link-button.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Time } from '../../parts/time.tsx';
import { useAnswer } from '../../use-answer.ts';
import { FlowView } from '../flow/flow-view.tsx';
import { type Flow, useFlow } from '../flow/use-flow.ts';
import { useSyncAll } from '../flow/use-sync-all.ts';
import { isActive, runLook } from '../run/run-words.ts';
import { RunTable } from '../run/runs-page.tsx';
import { type Counts, countOf, groups, type Group } from '../users/filters.ts';
import { HealthCard } from './health-card.tsx';
import { NeedsLook } from './needs-look.tsx';

/** The connection at a glance: what waits, how many stand how, what ran last, and whether both sides answer. */
export function OverviewPage({ connection, role }: PageProps) {
  const { id } = connection;
  const users = useAnswer('users', { path: { id }, query: { counts: 'true', limit: 1 } }, { every: 30_000 });
  const inbox = useAnswer('inbox', { path: { id } }, { every: 30_000 });
  const jobs = useAnswer('jobs', { query: { connection: id } }, { every: 5000 });
  const again = (): void => {
    users.again();
    inbox.again();
    jobs.again();
  };
  const flow = useFlow({ connection, role, onDone: again });
  const running = jobs.value?.jobs.find((job) => isActive(job)) ?? null;
  return (
    <>
      <Head flow={flow} connection={id} />
      <FlowView flow={flow} connection={connection} role={role} />
      {running !== null && flow.state.is === 'idle' && (
        <Banner tone="info" icon="sync" cause={`${running.id}: ${runLook(running).word}.`}>
          <LinkButton small href={addressOf(id, 'run', [running.id])}>
            {t('work.run.view', [running.id])}
          </LinkButton>
        </Banner>
      )}
      {inbox.value !== null && <WaitingPlan plans={inbox.value.plans} connection={id} />}
      {users.problem !== null && <ProblemBox problem={users.problem} alert={false} />}
      <Users
        connection={id}
        counts={users.value?.counts ?? null}
        total={users.value?.summary.users ?? null}
        readAt={users.value?.summary.readAt ?? null}
      />
      <div class="cols31">
        <div class="stack wide-gap">
          <NeedsLook connection={id} counts={users.value?.counts ?? null} inbox={inbox.value} />
          <section class="card" aria-labelledby="last-runs">
            <header>
              <h2 id="last-runs">{t('work.overview.lastRuns')}</h2>
              <a class="small push" href={addressOf(id, 'runs')}>
                {t('work.overview.allRuns')}
              </a>
            </header>
            <RunTable jobs={jobs.value?.jobs.slice(0, 5) ?? null} connection={id} />
          </section>
        </div>
        <div class="stack wide-gap">
          <ConnectionCard connection={connection} />
          <HealthCard connection={connection} />
        </div>
      </div>
    </>
  );
}

function Head({ flow, connection }: { flow: Flow; connection: string }) {
  const syncAll = useSyncAll(connection, flow);
  return (
    <div class="head">
      <h1>{t('work.overview.title')}</h1>
      <span class="row push">
        <Button unavailable={flow.allUnavailable} onPress={flow.read}>
          {t('strip.readAgain')}
        </Button>
        <Button look="primary" shortcut="s" unavailable={flow.allUnavailable} onPress={syncAll}>
          {t('strip.syncAll')}
        </Button>
      </span>
    </div>
  );
}

/** The one plan that presses most; the others are in the inbox. */
function WaitingPlan({ plans, connection }: { plans: InboxAnswer['plans']; connection: string }) {
  const [first, ...others] = plans;
  if (first === undefined) return null;
  return (
    <Banner
      tone="hold"
      icon="hold"
      cause={t('work.overview.planWaits')}
      next={first.brake ? brakeWords(first.brake) : t('work.overview.planText', [first.id])}
    >
      <LinkButton small primary href={addressOf(connection, 'run', [first.id])}>
        {t('work.overview.review')}
      </LinkButton>
      {others.length > 0 && (
        <a class="small" href={addressOf(connection, 'inbox', [], { kind: 'plans' })}>
          {t('work.overview.morePlans', others.length, [number(others.length)])}
        </a>
      )}
    </Banner>
  );
}

interface UsersProps {
  connection: string;
  counts: Counts | null;
  total: number | null;
  readAt: string | null;
}

const shownGroups: Group[] = ['agree', 'differs', 'notInOkta', 'found', 'activeInOkta', 'waits', 'left'];

/** Disjoint figures that add up to everybody, each the way to its list. */
function Users({ connection, counts, total, readAt }: UsersProps) {
  const figures = shownGroups.map((group) => ({
    key: group,
    value: countOf(counts, groups[group]),
    label: t(`work.overview.figure.${group}`),
    href: addressOf(connection, 'users', [], { status: groups[group].join(',') }),
  }));
  return (
    <section class="card" aria-label={t('work.users.title')} aria-busy={counts === null}>
      <Figures figures={figures} />
      <footer class="small muted">
        {readAt === null ? (
          <>
            <Icon name="question" tone="idle" />
            <span>{t('strip.neverRead')}</span>
          </>
        ) : (
          <>
            <Icon name="agree" tone="ok" />
            <span>
              {t('work.overview.users', total ?? 0, [number(total ?? 0)])} {t('work.overview.read')}{' '}
              <Time at={readAt} />.
            </span>
          </>
        )}
      </footer>
    </section>
  );
}

const methods = ['manual', 'automatic', 'scheduled', 'scim', 'pull'] as const;

/** What this connection is allowed to do, and by which way. */
function ConnectionCard({ connection }: { connection: ConnectionAnswer }) {
  return (
    <section class="card" aria-labelledby="connection">
      <header>
        <h2 id="connection">{t('work.overview.connection')}</h2>
        <a class="small push" href={addressOf(connection.id, 'methods')}>
          {t('work.overview.change')}
        </a>
      </header>
      <div class="in">
        <dl class="kv">
          <dt>{t('work.overview.direction')}</dt>
          <dd>{t(`work.direction.${connection.direction}`)}</dd>
          {methods.flatMap((method) =>
            method === 'manual' || connection.methods[method].on
              ? [
                  <dt key={method}>{t(`work.method.${method}`)}</dt>,
                  <dd key={`${method} ticks`}>{operationsText(connection.methods[method])}</dd>,
                ]
              : [],
          )}
        </dl>
      </div>
    </section>
  );
}

function operationsText({ on, operations }: ConnectionAnswer['methods']['manual']): string {
  if (!on) return t('work.method.off');
  const named = operations.map((operation) => t(`work.operation.${operation}`));
  return named.length === 0 ? t('work.method.nothing') : list(named);
}
