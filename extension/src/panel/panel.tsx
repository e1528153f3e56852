import { mountArrival } from './mount-arrival.tsx';
import { mountUser } from './mount-user.tsx';
import { mountPassword, passwordOf } from './password.tsx';

/** What the content script needs on pages of one user and on user forms. */
export const panel = { mountUser, mountPassword, mountArrival, passwordOf };
export type Panel = typeof panel;
