import type { ConnectionAnswer } from '@rollcall/shared/api';

/** What the form of one side's sign-in gets; it stands in the set-up and in the settings. */
export interface SignInProps {
  connection: ConnectionAnswer;
  role: 'owner' | 'operator' | 'viewer';
  /** Reads the connection anew after a sign-in was saved or tested. */
  onChanged(): Promise<void> | void;
  /** Called with what a test came to. */
  onTested?: ((passed: boolean) => void) | undefined;
}
