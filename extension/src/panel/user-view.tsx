import type { RowStatusAnswer } from '@rollcall/shared/api';
import type { UserAnswer } from '@rollcall/shared/api-user';

import { Banner } from '../components/banner.tsx';
import { Badge, StatusBadge } from '../components/badge.tsx';
import { Button } from '../components/button.tsx';
import { Icon, Mark } from '../components/icon.tsx';
import type { UserPage } from '../pages/page.ts';
import { CopyProblem, PageBanner, problemLine } from '../people/banners.tsx';
import type { Controller } from '../people/controller.ts';
import { whyUnavailable } from '../people/people-view.tsx';
import { meaningOf } from '../people/row-part.tsx';
import { busyHandles, type PeopleState } from '../people/state.ts';
import { WorkLine } from '../people/strip.tsx';
import { age, problemWords, t } from '../words.ts';
import { Actions, MainAction } from './actions.tsx';
import { writableFields } from './field-model.ts';
import { Sides } from './sides.tsx';
import { History, LastSync } from './trace.tsx';
import type { UserReader, UserState } from './user-reader.ts';

export interface UserViewProps {
  state: PeopleState;
  user: UserState;
  reader: UserReader;
  page: UserPage;
  site: string;
  controller: Controller;
}

/** Everything that stands before the page of one user. */
export function UserView(props: UserViewProps) {
  const { state, site, controller } = props;
  const { status, said } = state;
  const connected = status === null || status.connection !== null;
  return (
    <section class="rc parts" aria-label={t('strip.label')}>
      {status !== null && <PageBanner {...{ status, site, controller }} />}
      <WorkLine {...{ state, controller }} />
      <span class="vh" role="status">
        {said}
      </span>
      {connected && <PanelBox {...props} />}
    </section>
  );
}

function PanelBox(props: UserViewProps) {
  const { state, user, page } = props;
  const row = state.statuses.get(page.handle);
  return (
    <div class="panel">
      <Head {...props} row={row} />
      {user.problem !== null && <ProblemLine user={user} />}
      {row === undefined ? <Loading /> : <Body {...props} row={row} />}
    </div>
  );
}

function ProblemLine({ user: { problem } }: { user: UserState }) {
  if (problem === null) return null;
  const { title, next } = problemWords(problem);
  return (
    <div class="in">
      <Banner alert tone="bad" icon="failed" cause={`${title}.`} next={next} detail={problemLine(problem)}>
        <CopyProblem problem={problem} />
      </Banner>
    </div>
  );
}

function Head({ state, user, reader, page, controller, row }: UserViewProps & { row: RowStatusAnswer | undefined }) {
  const busy = user.reading ? 'checking' : (busyHandles(state).get(page.handle) ?? null);
  const unavailable = whyUnavailable(state) ?? (user.reading ? t('panel.reading') : null);
  const url = row?.okta?.url ?? null;
  const told = busy === null && row !== undefined ? meaningOf(row) : t(`meaning.${busy ?? 'checking'}`);
  return (
    <header class="row">
      <Mark />
      <h2>
        {t('app.name')}: <bdi>{page.name()}</bdi>
      </h2>
      {(row !== undefined || busy !== null) && <StatusBadge status={busy ?? row?.status ?? 'unknown'} title={told} />}
      {row?.source && (
        <Badge tone="info" icon="plug" edge="plain" title={t(`kept.${row.source}`)}>
          {t(`kept.word.${row.source}`)}
        </Badge>
      )}
      {row !== undefined && row.at !== null && (
        <span class="small muted" title={row.at}>
          {t('strip.read', [age(row.at)])}
        </span>
      )}
      <span class="row push">
        <Button small unavailable={unavailable} onPress={() => void reader.compare()}>
          {t('panel.compare')}
        </Button>
        {url !== null && (
          <a class="btn s" href={url} target="_blank" rel="noreferrer">
            {t('panel.openOkta')}
            <span class="vh"> {t('panel.newTab')}</span>
          </a>
        )}
        {row !== undefined && <MainAction {...{ row, user, page, controller, unavailable }} />}
      </span>
    </header>
  );
}

function Loading() {
  return (
    <div class="in stack" aria-hidden="true">
      <span class="grey" />
      <span class="grey" />
      <span class="grey" />
    </div>
  );
}

function Body(props: UserViewProps & { row: RowStatusAnswer }) {
  const { state, user, page, controller, reader, row } = props;
  const { answer } = user;
  const unavailable = whyUnavailable(state);
  return (
    <>
      <Explained {...{ state, row, answer }} />
      {answer !== null && (answer.okta !== null || answer.last !== null || user.history.length > 0) && (
        <details open={!page.editing || needsLook(answer)}>
          <summary class="small">{t('panel.details')}</summary>
          {answer.okta !== null && (
            <Sides {...{ answer, page, leftOut: user.leftOut, onTick: (field) => reader.tick(field) }} />
          )}
          <div class="cols">
            <LastSync entry={answer.last} told={row.problem !== null} />
            <History entries={user.history} onMore={() => reader.openConsole()} />
          </div>
        </details>
      )}
      {answer !== null && <Actions {...{ answer, row, page, controller, reader, unavailable }} />}
    </>
  );
}

/** On the edit form, which people come for, only what is not as it should be is unfolded. */
function needsLook(answer: UserAnswer): boolean {
  return writableFields(answer).length > 0 || (answer.last !== null && answer.last.outcome !== 'done');
}

type ExplainedProps = Pick<UserViewProps, 'state'> & { row: RowStatusAnswer; answer: UserState['answer'] };

/** Where there is no partner to compare with: what that means, and what a sync would do. */
function Explained({ state, row, answer }: ExplainedProps) {
  const login = answer?.cms?.email ?? answer?.cms?.login ?? row.label ?? '';
  if (row.status === 'notInOkta') {
    const next = t(`panel.${state.status?.connection?.newInOkta ?? 'staged'}Next`);
    return <Empty icon="add" title={t('panel.notInOkta', [login])} next={next} />;
  }
  if (row.status === 'found')
    return <Empty icon="link" title={t('panel.found', [row.okta?.login ?? login])} next={t('panel.foundNext')} />;
  if (row.status === 'unknown' && row.okta === null)
    return <Empty icon="question" title={t('panel.unknown')} next={t('panel.unknownNext')} />;
  if (row.problem === null) return null;
  const failed = row.status === 'failed' || row.status === 'held';
  return (
    <p class="in small">
      <Icon name={failed ? 'failed' : 'info'} tone={failed ? 'bad' : 'idle'} /> <b>{row.problem.detail}</b>{' '}
      {problemWords(row.problem).next}
    </p>
  );
}

function Empty({ icon, title, next }: { icon: 'add' | 'link' | 'question'; title: string; next: string }) {
  return (
    <div class="none">
      <Icon name={icon} />
      <h3>{title}</h3>
      <p class="small muted">{next}</p>
    </div>
  );
}
