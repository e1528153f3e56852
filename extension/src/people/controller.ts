import type { RowStatusAnswer } from '@rollcall/shared/api';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';

import { Badges, type BadgesParts } from './badges.ts';
import type { Choice } from '../plan/model.ts';
import { planFor } from '../plan/plan-for.ts';
import { Runs, type Watch } from './runs.ts';
import { clearTicks } from './selection.ts';
import type { OpenDialog, Request } from './state.ts';

type PlanChange = Partial<Pick<Extract<OpenDialog, { is: 'plan' }>, 'ticks' | 'shown'>>;

export type Controller = ReturnType<typeof createController>;

/** Everything a person can do on the list. */
export function createController(parts: BadgesParts & Watch) {
  const { page, store, send } = parts;
  const badges = new Badges(parts);
  const runs = new Runs({ ...parts, badges });
  const refresh = async (): Promise<void> => {
    await badges.refresh();
    const { status, work } = store.get();
    if (work === null && typeof status?.job === 'string') await runs.watch(status.job);
  };
  return {
    refresh: () => void refresh(),
    rowsChanged: () => badges.rowsChanged(),
    seenAgain: () => badges.seenAgain(),
    actOn: (row: RowStatusAnswer, name: string) => {
      if (row.action === 'why') store.set({ dialog: { is: 'reason', row, name } });
      else if (row.action === 'check') void runs.readAgain([row.handle]);
      else if (row.action === 'view' && row.job !== null) void runs.watch(row.job);
      else void runs.plan({ handles: [row.handle], name, ...planFor(row) });
    },
    plan: (request: Request) => void runs.plan(request),
    readAgain: () => void runs.readAgain(null),
    /** Ticks of the open plan, or how much of it is shown. */
    changePlan: (change: PlanChange) => {
      const { dialog } = store.get();
      if (dialog?.is === 'plan') store.set({ dialog: { ...dialog, ...change } });
    },
    apply: (choice: Choice) => void runs.apply(choice),
    stop: () => void runs.stop(),
    goLive: () => void runs.goLive(),
    /** Follows a run that was started elsewhere to its end, also one that has ended by now. */
    show: (job: string) => void runs.show(job),
    say: (text: string) => store.set({ work: { is: 'said', text }, said: text }),
    fail: (problem: ProblemAnswer) => store.set({ work: { is: 'failed', problem } }),
    askUnlink: (handles: string[]) => {
      const nameOf = (handle: string) => store.get().rows.find((row) => row.handle === handle)?.name ?? handle;
      const people = handles.map((handle) => ({ handle, name: nameOf(handle) }));
      store.set({ dialog: { is: 'unlink', people, problem: null } });
    },
    unlink: () => void runs.unlink(),
    askLive: () => store.set({ dialog: { is: 'live', forbidden: false } }),
    closeDialog: () => store.set({ dialog: null }),
    closeWork: () => store.set({ work: null }),
    openOptions: () => void send('openOptions', {}),
    clear: () => clearTicks(page.rows()),
  };
}
