import type { HealthAnswer, HealthLine } from '@rollcall/shared/api';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { useState } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { t } from '../../../words.ts';
import { call } from '../../call.ts';
import { addressOf, type PageProps } from '../../page.ts';
import type { Column } from '../../parts/column.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { LinkButton } from '../../parts/link-button.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useAnswer } from '../../use-answer.ts';
import { SettingHead, whyLocked } from '../parts/setting-page.tsx';
import { countsOf, linesFor, type Standing, standingOf, textParts } from './health-model.ts';

/** Everything that Rollcall needs to work, worst first, with a button where something can be done. */
export function HealthPage(page: PageProps) {
  const { connection, role, onChanged } = page;
  const health = useAnswer('health', {}, { every: 30_000 });
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const lines = health.value === null ? null : linesFor(health.value.lines, connection.id);
  const mend = async (route: 'test' | 'resumeConnection', id: string, line: string): Promise<void> => {
    setBusy(line);
    const outcome = await call(route, { path: { id }, body: {} });
    setBusy(null);
    setProblem(outcome.ok ? outcome.value.problem : outcome.problem);
    health.again();
    onChanged();
  };
  const shown = problem ?? health.problem;
  const unavailable = role === 'viewer' ? whyLocked(role) : busy === null ? null : t('setting.health.checking');
  return (
    <>
      <SettingHead title={t('setting.health.title')} text={summaryOf(health.value, connection.id)}>
        <Button unavailable={unavailable} onPress={() => void mend('test', connection.id, 'all')}>
          {busy === 'all' ? t('setting.health.checking') : t('setting.health.checkAll')}
        </Button>
        <LinkButton href={addressOf(connection.id, 'support')}>{t('setting.health.bundle')}</LinkButton>
      </SettingHead>
      {health.at !== null && (
        <p class="small muted">
          {t('setting.health.asked')} <Time at={new Date(health.at).toISOString()} />
        </p>
      )}
      {shown !== null && <ProblemBox problem={shown} />}
      <section class="card" aria-label={t('setting.health.checks')}>
        <Table
          label={t('setting.health.checks')}
          rows={lines}
          keyOf={({ id }) => id}
          columns={columnsOf({
            connection: connection.id,
            unavailable,
            busy,
            onMend: (...given) => void mend(...given),
          })}
          empty={<EmptyState icon="pulse" title={t('setting.health.empty')} />}
        />
      </section>
    </>
  );
}

function summaryOf(health: HealthAnswer | null, connection: string): string {
  if (health === null) return t('setting.health.text');
  const { problem, warning } = countsOf(linesFor(health.lines, connection));
  if (problem + warning === 0) return t('setting.health.allGood');
  return `${t('setting.health.problems', problem, [String(problem)])} ${t('setting.health.warnings', warning, [String(warning)])}`;
}

interface FixProps {
  /** The connection whose page this is: pages about the agent are opened in it. */
  connection: string;
  unavailable: string | null;
  busy: string | null;
  onMend(route: 'test' | 'resumeConnection', id: string, line: string): void;
}

const looks: Record<Standing, { icon: 'failed' | 'risk' | 'agree'; tone: string }> = {
  problem: { icon: 'failed', tone: 'bad' },
  warning: { icon: 'risk', tone: 'warn' },
  good: { icon: 'agree', tone: 'ok' },
};

function columnsOf(fix: FixProps): Column<HealthLine>[] {
  return [
    { key: 'topic', title: t('setting.health.check'), head: true, cell: (line) => <Topic line={line} /> },
    { key: 'text', title: t('setting.health.result'), cell: (line) => <Result line={line} /> },
    {
      key: 'fix',
      title: <span class="vh">{t('setting.health.fix')}</span>,
      end: true,
      cell: (line) => <Fix line={line} {...fix} />,
    },
  ];
}

function Topic({ line }: { line: HealthLine }) {
  const standing = standingOf(line);
  return (
    <span class="row">
      <Icon {...{ name: looks[standing].icon, tone: looks[standing].tone }} />
      <span class="grow">
        {t(`setting.health.topic.${line.topic}`)}
        <span class="vh">: {t(`setting.health.${standing}`)}</span>
      </span>
    </span>
  );
}

function Result({ line }: { line: HealthLine }) {
  return (
    <>
      <span class={standingOf(line) === 'good' ? 'muted' : undefined}>
        {textParts(line.text).map((part, index) =>
          part.is === 'time' ? <Time key={index} at={part.text} as="moment" /> : part.text,
        )}
      </span>
      {line.next !== null && standingOf(line) !== 'good' && (
        <>
          <br />
          <span class="small">{line.next}</span>
        </>
      )}
    </>
  );
}

function Fix({ line, connection, unavailable, busy, onMend }: FixProps & { line: HealthLine }) {
  const { fix } = line;
  if (fix === null) return null;
  const topic = t(`setting.health.topic.${line.topic}`);
  if (fix.kind === 'page') {
    const href = addressOf(fix.connection ?? connection, fix.page);
    return (
      <LinkButton small href={href} label={`${t('setting.health.open')}: ${topic}`}>
        {t('setting.health.open')}
      </LinkButton>
    );
  }
  const word = t(fix.kind === 'test' ? 'setting.health.test' : 'setting.health.resume');
  return (
    <Button
      small
      label={`${word}: ${topic}`}
      unavailable={unavailable}
      onPress={() => onMend(fix.kind === 'test' ? 'test' : 'resumeConnection', fix.connection, line.id)}
    >
      {busy === line.id ? t('setting.health.checking') : word}
    </Button>
  );
}
