import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { LinkChange, UserAnswer } from '@rollcall/shared/api-user';
import { useState } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { fieldName, t } from '../../../words.ts';
import { call } from '../../call.ts';
import type { PageProps } from '../../page.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { Tick } from '../../parts/tick.tsx';
import { Time } from '../../parts/time.tsx';
import { UnlinkDialog } from '../users/unlink-dialog.tsx';

type LinkView = NonNullable<UserAnswer['link']>;

interface LinkCardProps extends Pick<PageProps, 'role'> {
  user: UserAnswer;
  path: { id: string; user: string };
  onDone(): void;
}

/** The link between the two accounts: where it comes from, and what a person can change about it. */
export function LinkCard({ user: { link }, path, role, onDone }: LinkCardProps) {
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const [asking, setAsking] = useState(false);
  const unavailable = role === 'viewer' ? t('console.viewerOnly') : null;
  const change = async (body: LinkChange): Promise<void> => {
    const outcome = await call('changeLink', { path, body });
    setProblem(outcome.ok ? null : outcome.problem);
    if (outcome.ok) onDone();
  };
  return (
    <section class="card" aria-labelledby="link">
      <header>
        <h2 id="link">{t('work.link.title')}</h2>
        {link !== null && (
          <span class="push">
            <Button small unavailable={unavailable} onPress={() => setAsking(true)}>
              {t('work.users.unlink')}
            </Button>
          </span>
        )}
      </header>
      <div class="in stack">
        {problem !== null && <ProblemBox problem={problem} />}
        {link === null ? (
          <p class="small muted">{t('work.link.none')}</p>
        ) : (
          <Facts link={link} unavailable={unavailable} onChange={(body) => void change(body)} />
        )}
      </div>
      {asking && (
        <UnlinkDialog
          users={[path.user]}
          connection={path.id}
          onClose={() => setAsking(false)}
          onDone={(failed) => {
            setProblem(failed);
            onDone();
          }}
        />
      )}
    </section>
  );
}

interface FactsProps {
  link: LinkView;
  unavailable: string | null;
  onChange(change: LinkChange): void;
}

function Facts({ link, unavailable, onChange }: FactsProps) {
  const { origin, since, by, syncedAt, frozen, ignored, stoppedBy, stoppedAt, failedTries } = link;
  return (
    <>
      <dl class="kv">
        <dt>{t('work.link.made')}</dt>
        <dd>
          {t(`work.link.${origin}`)}, {by}, <Time at={since} as="moment" />
        </dd>
        <dt>{t('work.link.synced')}</dt>
        <dd>
          <Time at={syncedAt} />
        </dd>
        {stoppedBy !== null && (
          <>
            <dt>{t('work.link.stopped')}</dt>
            <dd>
              {t(`plan.${stoppedBy}`)}
              {stoppedAt !== null && (
                <>
                  , <Time at={stoppedAt} as="moment" />
                </>
              )}
            </dd>
          </>
        )}
        {failedTries > 0 && (
          <>
            <dt>{t('work.link.tries')}</dt>
            <dd class="num">{failedTries}</dd>
          </>
        )}
      </dl>
      <Tick checked={frozen} unavailable={unavailable} onChange={(to) => onChange({ frozen: to })}>
        {t('work.link.freeze')}
      </Tick>
      {ignored.length > 0 && (
        <div class="stack">
          <h3>{t('work.link.accepted')}</h3>
          <ul class="stack">
            {ignored.map((field) => (
              <li key={field} class="row small">
                {fieldName(field)}
                <Button
                  small
                  unavailable={unavailable}
                  label={t('work.link.lookAgainAt', [fieldName(field)])}
                  onPress={() => onChange({ ignored: ignored.filter((each) => each !== field) })}
                >
                  {t('work.link.lookAgain')}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
