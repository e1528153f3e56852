import type { NewTokenAnswer } from '@rollcall/shared/api-scim';

import { Icon } from '../../../components/icon.tsx';
import { number, t } from '../../../words.ts';
import type { PageProps } from '../../page.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { StepTrace } from '../../parts/step-trace.tsx';
import type { Answered } from '../../use-answer.ts';
import { Channels } from './channels.tsx';
import { guideOf } from './guide-model.ts';
import { StepText } from './step-text.tsx';

interface GuideProps {
  page: PageProps;
  state: Answered<'scimState'>;
  /** A token whose text is still at hand. */
  made: NewTokenAnswer | null;
}

/** The way through Okta's screens with every value to paste; what the agent has seen of it is ticked. */
export function Guide({ page, state: { value, problem }, made }: GuideProps) {
  return (
    <>
      {problem !== null && <ProblemBox problem={problem} alert={false} />}
      <section class="card" aria-labelledby="guide">
        <header>
          <h2 id="guide">{t('scim.guide.title')}</h2>
        </header>
        <div class="in stack">
          <p class="small muted measure">{t('scim.guide.text')}</p>
          {value === null && problem === null && <p role="status">{t('parts.loading')}</p>}
          {value !== null && (
            <StepTrace
              steps={guideOf(page.connection, value).map(({ key, stands }, index) => ({
                key,
                text: <StepText {...{ step: key, number: number(index + 1), state: value, made }} {...page} />,
                state: stands === 'done' ? 'done' : 'next',
                aside: t(`scim.guide.${stands}`),
              }))}
            />
          )}
        </div>
        <footer class="small muted">
          <Icon name="info" tone="info" />
          <span>{t('scim.upToAnHour')}</span>
        </footer>
      </section>
      <Channels page={page} state={value} />
    </>
  );
}
