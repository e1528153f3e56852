import type { RowStatusAnswer } from '@rollcall/shared/api';
import type { ItemResultAnswer, JobAnswer } from '@rollcall/shared/api-run';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';

import type { MessageInput, PageStatus } from '../messages.ts';
import type { PageRow } from '../pages/page.ts';
import type { PlanHeading, PlanReview } from '../plan/review.ts';

/** What a person asked to be planned; `handles` null means everybody. */
export interface Request extends PlanHeading {
  operations: MessageInput<'plan'>['operations'];
  /** Fields of an update that are ticked when the plan opens, by Okta's names; all where this is missing. */
  fields?: readonly string[];
}

/** What the strip is busy with, or just finished. */
export type Work =
  | {
      is: 'running';
      step: 'reading' | 'applying';
      job: JobAnswer | null;
      handles: string[] | null;
      stopping: boolean;
      results: ItemResultAnswer[];
    }
  | { is: 'finished'; job: JobAnswer; results: ItemResultAnswer[] }
  | { is: 'said'; text: string }
  | { is: 'failed'; problem: ProblemAnswer };

export type OpenDialog =
  | ({ is: 'plan'; request: Request } & PlanReview)
  | { is: 'reason'; row: RowStatusAnswer; name: string }
  | { is: 'unlink'; people: { handle: string; name: string }[]; problem: ProblemAnswer | null }
  | { is: 'live'; forbidden: boolean };

export interface PeopleState {
  rows: PageRow[];
  status: PageStatus | null;
  statuses: ReadonlyMap<string, RowStatusAnswer>;
  /** Handles of the ticked rows, in page order. */
  selected: string[];
  work: Work | null;
  dialog: OpenDialog | null;
  /** Last sentence for the page's one live region. */
  said: string;
}

const firstState: PeopleState = {
  rows: [],
  status: null,
  statuses: new Map(),
  selected: [],
  work: null,
  dialog: null,
  said: '',
};

export interface Store {
  get(): PeopleState;
  set(change: Partial<PeopleState>): void;
}

/** Holds the state and asks for one rendering a microtask, however many changes came. */
export function createStore(render: (state: PeopleState) => void): Store {
  let state = firstState;
  let due = false;
  return {
    get: () => state,
    set(change) {
      state = { ...state, ...change };
      if (due) return;
      due = true;
      queueMicrotask(() => {
        due = false;
        render(state);
      });
    },
  };
}

/** Handles that the strip's work is busy with and that are not settled yet. */
export function busyHandles({ work, rows }: PeopleState): ReadonlyMap<string, 'checking' | 'syncing'> {
  if (work?.is !== 'running') return new Map();
  const settled = new Set(work.results.map((result) => result.handle));
  const handles = work.handles ?? (work.step === 'applying' ? rows.map((row) => row.handle) : []);
  const step = work.step === 'reading' ? 'checking' : 'syncing';
  return new Map(handles.filter((handle) => !settled.has(handle)).map((handle) => [handle, step]));
}
