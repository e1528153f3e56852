import type { ConnectionAnswer } from '@rollcall/shared/api';

import type { KnownAgent } from '../shell/use-agent.ts';

/** What each step of the set-up gets. */
export interface StepProps {
  known: KnownAgent;
  /** Null until the direction was chosen, which makes it. */
  connection: ConnectionAnswer | null;
  /** Address of the step before; null for the first. */
  back: string | null;
  /** Goes to the step behind this one, of the given connection. */
  onNext(connection: string | null): void;
}
