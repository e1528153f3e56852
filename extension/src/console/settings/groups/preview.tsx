import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { PushedPreview } from '@rollcall/shared/api-pushed';
import { useEffect, useRef, useState } from 'preact/hooks';

import { Badge } from '../../../components/badge.tsx';
import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { number, t } from '../../../words.ts';
import { call } from '../../call.ts';
import { addressOf } from '../../page.ts';
import { Disclosure } from '../../parts/disclosure.tsx';
import { Figures } from '../../parts/figures.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Tick } from '../../parts/tick.tsx';
import type { Question } from './pushed-dialog.tsx';

interface PreviewProps {
  connection: ConnectionAnswer;
  question: Extract<Question, { is: 'preview' }>;
  /** Why this browser may change nothing; null when it may. */
  locked: string | null;
  onClose(): void;
  onDone(): void;
}

type Found = { value: PushedPreview | null; problem: ProblemAnswer | null };

/** Who would gain or lose what if a pushed group had a role, before it has it. */
export function Preview({ connection, question: { group, role }, locked, onClose, onDone }: PreviewProps) {
  const [{ value, problem }, setFound] = useState<Found>({ value: null, problem: null });
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    let shown = true;
    heading.current?.focus();
    void call('previewPushed', { path: { id: connection.id, group: group.id }, body: { role } }).then((outcome) => {
      if (!shown) return;
      setFound(outcome.ok ? { value: outcome.value, problem: null } : { value: null, problem: outcome.problem });
    });
    return () => {
      shown = false;
    };
  }, []);
  const isPresent = group.role?.id === role;
  return (
    <section class="card" aria-labelledby="preview">
      <header>
        <h2 id="preview" ref={heading} tabIndex={-1}>
          {value === null ? t('pushed.title', [group.name]) : t('pushed.titleAs', [group.name, value.role.name])}
        </h2>
        <Badge tone="idle" icon="info" edge="plain">
          {t('pushed.nothingYet')}
        </Badge>
      </header>
      {problem !== null && (
        <div class="in">
          <ProblemBox problem={problem} />
        </div>
      )}
      {value === null && problem === null && (
        <p class="in" role="status">
          {t('pushed.reading')}
        </p>
      )}
      {value !== null && <Counted connection={connection.id} preview={value} />}
      {value !== null && !isPresent ? (
        <Decision {...{ connection, group, locked, onClose, onDone }} preview={value} />
      ) : (
        <footer>
          <Button onPress={onClose}>{t('plan.close')}</Button>
        </footer>
      )}
    </section>
  );
}

const parts = ['gain', 'lose', 'have', 'extra'] as const;

function Counted({ connection, preview }: { connection: string; preview: PushedPreview }) {
  const { counts } = preview;
  return (
    <>
      <Figures figures={parts.map((key) => ({ key, value: counts[key], label: t(`pushed.part.${key}`) }))} />
      <div class="in stack">
        {counts.extra > 0 && (
          <Banner
            tone="warn"
            icon="risk"
            cause={t('pushed.extra', counts.extra, [number(counts.extra)])}
            next={t('pushed.extraNext')}
          />
        )}
        {parts
          .filter((part) => counts[part] > 0)
          .map((part) => (
            <Disclosure key={part} summary={t('pushed.see', [t(`pushed.part.${part}`), number(counts[part])])}>
              <ul class="names small">
                {preview[part].map(({ id, label, handle }) => (
                  <li key={id}>
                    <a href={addressOf(connection, 'user', [handle ?? id])}>
                      <bdi>{label}</bdi>
                    </a>
                  </li>
                ))}
              </ul>
              {counts[part] > preview[part].length && (
                <p class="small muted">{t('pushed.more', [number(counts[part] - preview[part].length)])}</p>
              )}
            </Disclosure>
          ))}
      </div>
    </>
  );
}

type DecisionProps = Pick<PreviewProps, 'connection' | 'locked' | 'onClose' | 'onDone'> & {
  group: Question['group'];
  preview: PushedPreview;
};

/** The one place where the role is given; a powerful one needs a tick of its own. */
function Decision({ connection, group, preview, locked, onClose, onDone }: DecisionProps) {
  const { role, counts } = preview;
  const [named, setNamed] = useState(false);
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    const path = { id: connection.id, group: group.id };
    const outcome = await call('changePushed', { path, body: { role: role.id, namedPrivileged: named } });
    setBusy(false);
    if (outcome.ok) onDone();
    else setProblem(outcome.problem);
  };
  const missing = role.privileged && !named ? t('pushed.nameFirst') : null;
  return (
    <>
      {(role.privileged || problem !== null) && (
        <div class="in stack">
          {role.privileged && (
            <Banner tone="warn" icon="shield" cause={t('pushed.power', [role.name])} next={t('pushed.powerNext')} />
          )}
          {role.privileged && (
            <Tick checked={named} unavailable={locked} onChange={setNamed}>
              {t('pushed.name', [role.name])}
            </Tick>
          )}
          {problem !== null && <ProblemBox problem={problem} />}
        </div>
      )}
      <footer>
        <Button
          look="primary"
          unavailable={locked ?? missing ?? (busy ? t('parts.busy') : null)}
          onPress={() => void save()}
        >
          {t('pushed.save', [number(counts.gain), number(counts.lose)])}
        </Button>
        <Button onPress={onClose}>{t('parts.cancel')}</Button>
        {(locked ?? missing) !== null && <span class="small muted">{locked ?? missing}</span>}
      </footer>
    </>
  );
}
