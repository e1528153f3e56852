import type { ConnectionAnswer } from '@rollcall/shared/api';
import { useEffect, useRef } from 'preact/hooks';

import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { number, t } from '../../words.ts';
import { ProblemBox } from '../parts/problem-box.tsx';
import { Time } from '../parts/time.tsx';
import { roleOf } from '../shell/use-agent.ts';
import { useAnswer } from '../use-answer.ts';
import { FlowView } from '../work/flow/flow-view.tsx';
import { useFlow } from '../work/flow/use-flow.ts';
import { FirstSteps } from './first-steps.tsx';
import { Onward } from './onward.tsx';
import { ReportTable } from './report-table.tsx';
import { forgetStep } from './standing.ts';
import type { StepProps } from './step-props.ts';

/** Step 5: both sides are read, and what Rollcall would do is told before it does anything. */
export function ReportStep(props: StepProps) {
  const { connection, back, onNext } = props;
  if (connection === null) return null;
  if (connection.cms?.auth === 'browser') return <NoReport {...{ connection, back, onNext }} />;
  return <Report {...props} connection={connection} />;
}

/** A connection that works in the person's own session reads named users only. */
function NoReport({ connection, back, onNext }: Pick<StepProps, 'back' | 'onNext'> & { connection: ConnectionAnswer }) {
  const people = `${connection.cms?.url.replace(/\/+$/, '') ?? ''}/admin/people`;
  return (
    <>
      <div class="head">
        <h1 tabIndex={-1}>{t('wizard.report.title')}</h1>
      </div>
      <Banner tone="info" icon="info" cause={t('wizard.report.ownSession')} next={t('wizard.report.ownSessionNext')}>
        <a class="btn s" href={people} target="_blank" rel="noreferrer">
          {t('wizard.report.people')}
        </a>
      </Banner>
      <Done {...{ connection, back, onNext }} />
    </>
  );
}

function Done({ connection, back, onNext }: Pick<StepProps, 'back' | 'onNext'> & { connection: ConnectionAnswer }) {
  const { id, mode } = connection;
  return (
    <Onward
      back={back}
      unavailable={null}
      word={t('wizard.report.allDone')}
      onNext={() => {
        forgetStep(id);
        onNext(id);
      }}
    >
      {mode === 'report' && <span class="small muted">{t('wizard.report.stays')}</span>}
    </Onward>
  );
}

function Report({ known, connection, back, onNext }: StepProps & { connection: ConnectionAnswer }) {
  const { id } = connection;
  const role = roleOf(known.agent);
  const report = useAnswer('firstReport', { path: { id } });
  const flow = useFlow({ connection, role, onDone: report.again });
  const neverRead = report.value !== null && report.value.readAt === null;
  const started = useRef(false);
  useEffect(() => {
    // Reading writes nothing, so the report starts by itself where there is none yet.
    if (!neverRead || started.current || flow.unavailable !== null) return;
    started.current = true;
    flow.read();
  }, [neverRead, flow.unavailable]);
  return (
    <>
      <div class="head">
        <h1 tabIndex={-1}>{t('wizard.report.title')}</h1>
        <span class="push">
          <Button unavailable={flow.allUnavailable} onPress={flow.read}>
            {t('strip.readAgain')}
          </Button>
        </span>
      </div>
      {report.value !== null && report.value.readAt !== null && (
        <p class="measure">
          {t('wizard.report.read', [number(report.value.users), number(report.value.okta)])}{' '}
          {report.value.counts.linked === 0 && <b>{t('wizard.report.nothingWritten')}</b>}{' '}
          <span class="muted">
            <Time at={report.value.readAt} />
          </span>
        </p>
      )}
      {report.problem !== null && <ProblemBox problem={report.problem} alert={false} />}
      <FlowView flow={flow} connection={connection} role={role} />
      {report.value !== null && report.value.readAt !== null && (
        <>
          <ReportTable id={id} report={report.value} />
          <FirstSteps {...{ known, connection, flow }} counts={report.value.counts} />
        </>
      )}
      <Done {...{ connection, back, onNext }} />
    </>
  );
}
