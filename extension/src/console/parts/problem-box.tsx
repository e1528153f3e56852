import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { ComponentChildren } from 'preact';

import { Banner } from '../../components/banner.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { problemDetails, problemWords, t } from '../../words.ts';

interface ProblemBoxProps {
  problem: ProblemAnswer;
  /** It answers an action that was just taken, so it is read out at once. */
  alert?: boolean;
  /** Buttons of the next step. */
  children?: ComponentChildren;
}

/** Why something did not work, and what to do next. */
export function ProblemBox({ problem, alert = true, children }: ProblemBoxProps) {
  const { title, next } = problemWords(problem);
  return (
    <Banner tone="bad" icon="failed" cause={`${title}.`} next={next} detail={detailOf(problem)} alert={alert}>
      {children}
      <CopyButton text={() => problemDetails(problem)} word={t('parts.copyDetails')} done={t('parts.copied')} />
    </Banner>
  );
}

function detailOf({ detail, requestId }: ProblemAnswer): string {
  return requestId === null ? detail : `${detail} ${t('parts.request', [requestId])}`;
}
