import type { ProblemAnswer } from '@rollcall/shared/api-basics';

import { wrapText } from './table.ts';
import type { Screen } from './table.ts';

/** What went wrong and what to do, as a person reads it; the code and the other side's request id are for a search. */
export function problemText(problem: ProblemAnswer, screen: Screen): string {
  const marks = [problem.code, problem.requestId].filter((mark) => mark !== null).join(', ');
  return wrapText(
    `${screen.paint('red', problem.detail)} ${screen.paint('dim', `(${marks})`)}\n${problem.next}`,
    screen,
  );
}
