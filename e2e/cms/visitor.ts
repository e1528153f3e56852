import type { User } from './model.ts';
import type { Session } from './session.ts';

/** Who a request acts as. Wrong or missing credentials make it the anonymous user, never an error. */
export interface Visitor {
  user: User;
  /** Which provider the request offered credentials to, right or wrong. */
  credentials: 'none' | 'basic' | 'cookie';
  session: Session | null;
  can(permission: string): boolean;
}
