import type { UsersAnswer } from '@rollcall/shared/api';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { useEffect, useState } from 'preact/hooks';

import { StatusBadge } from '../../../components/badge.tsx';
import { Button } from '../../../components/button.tsx';
import { planFor } from '../../../plan/plan-for.ts';
import { t } from '../../../words.ts';
import { addressOf, type PageProps } from '../../page.ts';
import { Chips } from '../../parts/chips.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Field } from '../../parts/field.tsx';
import { LinkButton } from '../../parts/link-button.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useAnswer } from '../../use-answer.ts';
import { FlowView } from '../flow/flow-view.tsx';
import { type Flow, useFlow } from '../flow/use-flow.ts';
import { useSyncAll } from '../flow/use-sync-all.ts';
import { Source } from '../source.tsx';
import { Who } from '../who.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { exportUsers } from './export-users.ts';
import { countOf, needLook, present } from './filters.ts';

export type UserRow = UsersAnswer['users'][number];

const pageSize = 50;
const typingPause = 250;

/** Everybody on the site with how they stand in Okta: find, tick, sync. */
export function UsersPage({ connection, role, query }: PageProps) {
  const status = query.get('status');
  const source = query.get('source');
  const q = query.get('q') ?? '';
  const from = Number(query.get('from') ?? 0) || 0;
  const filter = Object.fromEntries(Object.entries({ q, status, source }).filter(isSet));
  const { value, problem, again } = useAnswer('users', {
    path: { id: connection.id },
    query: { ...filter, counts: 'true', offset: from, limit: pageSize },
  });
  const [picked, setPicked] = useState<ReadonlyMap<string, UserRow>>(new Map());
  const flow = useFlow({ connection, role, onDone: again });
  const go = (change: Record<string, string | null>): void => {
    const next = Object.fromEntries(Object.entries({ q, status, source, ...change }).filter(isSet));
    location.replace(addressOf(connection.id, 'users', [], next));
  };
  const rows = value?.users ?? null;
  const pick = (keys: ReadonlySet<string>): void => {
    const known = new Map([...picked, ...(rows ?? []).map((row) => [row.id, row] as const)]);
    setPicked(new Map([...known].filter(([key]) => keys.has(key))));
  };
  return (
    <>
      <Head {...{ flow, connection, filter }} />
      <FlowView flow={flow} connection={connection} role={role} />
      {problem !== null && <ProblemBox problem={problem} alert={false} />}
      <div class="filters">
        <Search value={q} onSearch={(text) => go({ q: text })} />
      </div>
      <StatusChips counts={value?.counts ?? null} status={status} onStatus={(to) => go({ status: to })} />
      <SourceChips counts={value?.sources ?? null} source={source} onSource={(to) => go({ source: to })} />
      <section class="card" aria-label={t('work.users.title')}>
        {picked.size > 0 && (
          <BulkBar
            rows={[...picked.values()]}
            connection={connection}
            flow={flow}
            onClear={() => setPicked(new Map())}
            onDone={again}
          />
        )}
        <Table
          label={t('work.users.title')}
          keyOf={({ id }) => id}
          rows={rows}
          columns={columns(connection.id, flow)}
          picked={{ keys: new Set(picked.keys()), nameOf: ({ label }) => t('work.users.tick', [label]), onPick: pick }}
          paging={{ from, size: pageSize, total: value?.total ?? 0, onFrom: (to) => go({ from: String(to) }) }}
          empty={<Empty isFiltered={Object.keys(filter).length > 0} onClear={() => go(everybody)} />}
        />
      </section>
    </>
  );
}

const everybody = { q: null, status: null, source: null };

function isSet(entry: [string, string | null]): entry is [string, string] {
  return entry[1] !== null && entry[1] !== '';
}

interface HeadProps extends Pick<PageProps, 'connection'> {
  flow: Flow;
  filter: Record<string, string>;
}

function Head({ flow, connection, filter }: HeadProps) {
  const [exporting, setExporting] = useState(false);
  const syncAll = useSyncAll(connection.id, flow);
  const save = async (): Promise<void> => {
    setExporting(true);
    const problem: ProblemAnswer | null = await exportUsers(connection.id, filter);
    setExporting(false);
    if (problem !== null) flow.fail(problem);
  };
  return (
    <div class="head">
      <h1>{t('work.users.title')}</h1>
      <span class="row push">
        <LinkButton href={addressOf(connection.id, 'leavers')}>{t('work.leavers.title')}</LinkButton>
        <Button unavailable={exporting ? t('work.busy') : null} onPress={() => void save()}>
          {t('work.users.export')}
        </Button>
        <Button look="primary" unavailable={flow.allUnavailable} onPress={syncAll}>
          {t('strip.syncAll')}
        </Button>
      </span>
    </div>
  );
}

/** Asks for what was typed once the person pauses. */
function Search({ value, onSearch }: { value: string; onSearch(text: string): void }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => onSearch(text), typingPause);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <Field
      type="search"
      label={t('work.users.search')}
      placeholder={t('work.users.searchKey')}
      value={text}
      onInput={setText}
    />
  );
}

interface StatusChipsProps {
  counts: UsersAnswer['counts'];
  /** One badge or several with commas; null is everybody. */
  status: string | null;
  onStatus(status: string | null): void;
}

function StatusChips({ counts, status, onStatus }: StatusChipsProps) {
  const look = needLook.join(',');
  const named = [
    { key: 'all', word: t('work.all'), count: countOf(counts, present(counts, null)) },
    { key: look, word: t('work.users.needLook'), count: countOf(counts, needLook) },
    ...present(counts, status).map((key) => ({ key, word: t(`status.${key}`), count: counts?.[key] ?? 0 })),
  ];
  const isKnown = status === null || named.some(({ key }) => key === status);
  const several = isKnown ? [] : [{ key: status, word: t('work.users.several'), count: undefined }];
  return (
    <Chips
      label={t('work.users.status')}
      chips={counts === null ? named.map(({ key, word }) => ({ key, word })) : [...named, ...several]}
      pressed={status ?? 'all'}
      onPress={(key) => onStatus(key === 'all' ? null : key)}
    />
  );
}

interface SourceChipsProps {
  counts: NonNullable<UsersAnswer['sources']> | null;
  /** What keeps the accounts that are shown; null is whatever does. */
  source: string | null;
  onSource(source: string | null): void;
}

/** Only where Okta keeps some accounts, or they are asked for. */
function SourceChips({ counts, source, onSource }: SourceChipsProps) {
  const found = (['site', 'scim', 'pull'] as const).filter((key) => (counts?.[key] ?? 0) > 0 || key === source);
  if (found.every((key) => key === 'site') && source === null) return null;
  const all = Object.values(counts ?? {}).reduce((sum, count) => sum + count, 0);
  const named = found.map((key) => ({ key, word: t(`kept.word.${key}`), count: counts?.[key] ?? 0 }));
  return (
    <Chips
      label={t('kept.column')}
      chips={[{ key: 'all', word: t('work.all'), count: all }, ...named]}
      pressed={source ?? 'all'}
      onPress={(key) => onSource(key === 'all' ? null : key)}
    />
  );
}

function columns(connection: string, flow: Flow) {
  return [
    {
      key: 'user',
      title: t('work.user.column'),
      head: true,
      cell: ({ label, login, email }: UserRow) => (
        <Who label={label} sub={email ?? login} href={addressOf(connection, 'user', [login])} />
      ),
    },
    {
      key: 'status',
      title: t('work.users.status'),
      cell: ({ status, problem }: UserRow) => (
        <span class="row">
          <StatusBadge status={status} />
          {problem !== null && <span class="tiny muted">{problem.title}</span>}
        </span>
      ),
    },
    {
      key: 'source',
      title: t('kept.column'),
      cell: ({ source }: UserRow) => <Source source={source} />,
    },
    {
      key: 'okta',
      title: t('work.users.okta'),
      cell: ({ okta }: UserRow) =>
        okta === null ? (
          <span class="muted">{t('panel.absent')}</span>
        ) : okta.url === null ? (
          <span class="login">{okta.login}</span>
        ) : (
          <a class="login" href={okta.url} target="_blank" rel="noreferrer">
            {okta.login}
          </a>
        ),
    },
    {
      key: 'at',
      title: t('work.users.read'),
      cell: ({ at }: UserRow) => (at === null ? <span class="muted">{t('work.never')}</span> : <Time at={at} />),
    },
    {
      key: 'act',
      title: <span class="vh">{t('work.plan.action')}</span>,
      end: true,
      cell: rowAction(connection, flow),
    },
  ];
}

/** The one thing that the badge offers; what needs more room than a plan is on the user's page. */
function rowAction(connection: string, flow: Flow) {
  return (row: UserRow) => {
    const { action, label, login, handle, status } = row;
    const look = action === 'why' || action === 'choose' || action === 'view';
    const press = (): void => {
      if (look) location.hash = addressOf(connection, 'user', [login]);
      else {
        const { title, operations } = planFor({ action, status });
        flow.start({ is: 'users', ids: [handle ?? login], operations }, { title, name: label });
      }
    };
    return (
      <Button
        small
        shortcut="s"
        label={t(`actionOn.${action}`, [label])}
        unavailable={look ? null : flow.unavailable}
        onPress={press}
      >
        {t(`action.${action}`)}
      </Button>
    );
  };
}

function Empty({ isFiltered, onClear }: { isFiltered: boolean; onClear(): void }) {
  if (!isFiltered) return <EmptyState icon="search" title={t('banner.noUsers')} text={t('banner.noUsersNext')} />;
  return (
    <EmptyState icon="search" title={t('work.users.noneFound')} text={t('work.users.noneFoundText')}>
      <Button onPress={onClear}>{t('work.users.showAll')}</Button>
    </EmptyState>
  );
}
