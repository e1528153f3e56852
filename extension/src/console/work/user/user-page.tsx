import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { UserAnswer } from '@rollcall/shared/api-user';
import { useState } from 'preact/hooks';

import { StatusBadge } from '../../../components/badge.tsx';
import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { planFor } from '../../../plan/plan-for.ts';
import { problemWords, t } from '../../../words.ts';
import { call } from '../../call.ts';
import { addressOf, type PageProps } from '../../page.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { useAnswer } from '../../use-answer.ts';
import { EntryDetail } from '../activity/entry-detail.tsx';
import { FlowView } from '../flow/flow-view.tsx';
import { type Flow, useFlow } from '../flow/use-flow.ts';
import { Settle } from '../inbox/settle.tsx';
import { Source } from '../source.tsx';
import { initials } from '../who.tsx';
import { Facts } from './facts.tsx';
import { FieldsNow } from './fields-now.tsx';
import { History } from './history.tsx';
import { labelOf, nameOf } from './label.ts';
import { LinkCard } from './link-card.tsx';
import { Past } from './past.tsx';

/** One user: both sides now or at a moment in the past, the link, what happened, and what can be done. */
export function UserPage(props: PageProps) {
  const { connection, role, rest, query } = props;
  const name = rest[0] ?? '';
  const path = { id: connection.id, user: name };
  const at = query.get('at');
  const user = useAnswer('user', { path });
  const history = useAnswer('history', { path, query: at === null ? {} : { at } });
  const [read, setRead] = useState<{ name: string; answer: UserAnswer } | null>(null);
  const again = (): void => {
    setRead(null);
    user.again();
    history.again();
  };
  const flow = useFlow({ connection, role, onDone: again });
  const shown = read?.name === name ? read.answer : user.value;
  const show = (moment: string | null): void => {
    location.replace(addressOf(connection.id, 'user', [name], moment === null ? {} : { at: moment }));
  };
  return (
    <>
      <a class="small" href={addressOf(connection.id, 'users')}>
        {t('work.users.title')}
      </a>
      <Head {...{ name, user: shown, flow, connection }} onRead={(answer) => setRead({ name, answer })} />
      <FlowView flow={flow} connection={connection} role={role} />
      {user.problem !== null && <ProblemBox problem={user.problem} alert={false} />}
      {shown !== null && <StatusNote user={shown} />}
      {shown?.link?.setAside === true && <SetAside {...{ path, role }} onDone={again} />}
      {at === null && shown !== null && <Choose user={shown} {...{ flow, role }} />}
      {at === null ? (
        shown !== null && <FieldsNow user={shown} name={name} flow={flow} />
      ) : (
        <Past user={shown} history={history} at={at} onMoment={show} />
      )}
      <div class="cols2">
        <History {...{ path, flow, at, history }} onMoment={show} />
        <div class="stack wide-gap">
          {shown !== null && <LinkCard user={shown} {...{ path, role }} onDone={again} />}
          {shown !== null && <Facts user={shown} />}
          {shown !== null && shown.last !== null && (
            <section class="card" aria-labelledby="last">
              <header>
                <h2 id="last">{t('work.user.last')}</h2>
              </header>
              <div class="in">
                <EntryDetail entry={shown.last} label={labelOf(shown, name)} />
              </div>
            </section>
          )}
        </div>
      </div>
    </>
  );
}

interface HeadProps {
  name: string;
  user: UserAnswer | null;
  flow: Flow;
  connection: PageProps['connection'];
  onRead(answer: UserAnswer): void;
}

function Head({ name, user, flow, connection, onRead }: HeadProps) {
  const [reading, setReading] = useState(false);
  const label = user === null ? name : labelOf(user, name);
  const read = async (): Promise<void> => {
    setReading(true);
    const outcome = await call('compareUser', { path: { id: connection.id, user: name } });
    setReading(false);
    if (outcome.ok) onRead(outcome.value);
    else flow.fail(outcome.problem);
  };
  const busy = reading ? t('status.checking') : null;
  return (
    <div class="head">
      <span class="who">
        <span class="av" aria-hidden="true">
          {initials(label)}
        </span>
        <h1>
          <bdi>{label}</bdi>
        </h1>
      </span>
      {user !== null && <StatusBadge status={user.status.status} />}
      {user?.status.source && <Source source={user.status.source} />}
      <span class="row push">
        <Elsewhere url={user?.cms?.url ?? null} word={t('work.user.openSite')} />
        <Elsewhere url={user?.okta?.url ?? null} word={t('work.user.openOkta')} />
        <Button
          unavailable={connection.mode === 'paused' ? t('console.pausedByHand') : busy}
          onPress={() => void read()}
        >
          {busy ?? t('work.user.readNow')}
        </Button>
        {user !== null && <MainButton {...{ user, label, name, flow }} />}
      </span>
    </div>
  );
}

/** The account's page in its own system, in a tab of its own. */
function Elsewhere({ url, word }: { url: string | null; word: string }) {
  if (url === null) return null;
  return (
    <a class="btn" href={url} target="_blank" rel="noreferrer">
      {word}
    </a>
  );
}

/** The one thing that the badge offers, where it is something that a plan can be made of. */
function MainButton({ user, label, name, flow }: { user: UserAnswer; label: string; name: string; flow: Flow }) {
  const { action, status } = user.status;
  const { title, operations } = planFor({ action, status });
  const isPlain = operations.length === 0;
  const ids = [nameOf(user, name)];
  return (
    <Button
      look="primary"
      shortcut="s"
      unavailable={flow.unavailable}
      label={isPlain ? t('actionOn.sync', [label]) : t(`actionOn.${action}`, [label])}
      onPress={() => flow.start({ is: 'users', ids, operations }, { title, name: label })}
    >
      {isPlain ? t('action.sync') : t(`action.${action}`)}…
    </Button>
  );
}

function StatusNote({ user: { status, live } }: { user: UserAnswer }) {
  const { problem } = status;
  if (problem === null) return live ? <Banner tone="ok" icon="agree" cause={t('work.user.readJustNow')} /> : null;
  const words = problemWords(problem);
  return (
    <Banner
      tone={status.status === 'held' ? 'hold' : status.status === 'failed' ? 'bad' : 'idle'}
      icon={status.status === 'held' ? 'hold' : status.status === 'failed' ? 'failed' : 'info'}
      cause={`${words.title}.`}
      next={words.next}
      detail={problem.detail}
    />
  );
}

type SetAsideProps = Pick<PageProps, 'role'> & { path: { id: string; user: string }; onDone(): void };

function SetAside({ path, role, onDone }: SetAsideProps) {
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const again = async (): Promise<void> => {
    const outcome = await call('changeLink', { path, body: { setAside: false } });
    setProblem(outcome.ok ? null : outcome.problem);
    if (outcome.ok) onDone();
  };
  return (
    <>
      <Banner tone="warn" icon="pause" cause={t('work.user.setAside')} next={t('work.user.setAsideNext')}>
        <Button small unavailable={role === 'viewer' ? t('console.viewerOnly') : null} onPress={() => void again()}>
          {t('work.user.newTries')}
        </Button>
      </Banner>
      {problem !== null && <ProblemBox problem={problem} />}
    </>
  );
}

/** A conflict is settled where it is seen, with the same choice as in the inbox. */
function Choose({ user, flow, role }: Pick<PageProps, 'role'> & { user: UserAnswer; flow: Flow }) {
  const { status, cms } = user;
  if (status.status !== 'conflict' || cms === null) return null;
  return (
    <section class="card" aria-labelledby="choose">
      <header>
        <h2 id="choose">{t('work.inbox.choose')}</h2>
      </header>
      <Settle
        user={{ name: nameOf(user, cms.login), label: labelOf(user, cms.login) }}
        differences={status.differences}
        flow={flow}
        role={role}
      />
    </section>
  );
}
