import { addressOf } from '../../page.ts';
import { askPlan } from './ask.ts';
import type { Flow } from './use-flow.ts';

/** Starts a plan for everybody and goes to its page, where it is watched, looked at and approved. */
export function useSyncAll(connection: string, flow: Flow): () => void {
  const start = async (): Promise<void> => {
    const outcome = await askPlan(connection, { is: 'all' });
    if (outcome.ok) location.hash = addressOf(connection, 'run', [outcome.value.job]);
    else flow.fail(outcome.problem);
  };
  return () => void start();
}
