import type { Logger } from 'pino';
import type { Connection } from '@rollcall/shared';

import type { Alerts } from './alert/alerts.ts';
import type { Directory, DirectoryDescriptor } from './directory/directory.ts';
import type { Engine } from './engine/run.ts';
import type { Sides } from './engine/observe.ts';
import type { Summaries } from './engine/summary.ts';
import type { Pairing } from './api/pairing.ts';
import type { Schemas } from './api/schemas.ts';
import type { Hooks } from './public/hooks.ts';
import type { PasswordHook } from './public/password-hook.ts';
import type { PublicListener } from './public/listener.ts';
import type { Scim } from './scim/mount.ts';
import type { Secrets } from './secret/secrets.ts';
import type { SessionChannel } from './session/channel.ts';
import type { Passwords } from './secret/passwords.ts';
import type { Activity } from './store/activity.ts';
import type { Plans } from './store/plans.ts';
import type { Store } from './store/store.ts';
import type { Triggers } from './trigger/triggers.ts';

/** Reaches the directories of connections; the only holder of their credentials. */
export interface Directories {
  readonly kinds: readonly DirectoryDescriptor[];
  descriptor(kind: string): DirectoryDescriptor;
  /**
   * Both sides, signed in when first used; throws `not_configured` naming the side that is missing. Where only the CMS is
   * needed, an org that is missing throws that when it is called.
   */
  sidesOf(connection: Connection, needed?: 'both' | 'cms'): Promise<Sides>;
  /** One side, or null when it is not connected. */
  side(connection: Connection, side: 'cms' | 'okta'): Promise<Directory | null>;
  /** Forgets sessions and tokens of a connection's directories, so that the next use signs in anew. */
  forget(connection: Connection): void;
}

/** Everything that the routes of the local API work with. */
export interface Services {
  store: Store;
  activity: Activity;
  plans: Plans;
  secrets: Secrets;
  passwords: Passwords;
  engine: Engine;
  summaries: Summaries;
  directories: Directories;
  pairing: Pairing;
  /** Errands that a paired browser carries out on a site. */
  session: SessionChannel;
  log: Logger;
  now: () => number;
  newId: () => string;
  /** What starts runs without a person. */
  triggers: Triggers;
  /** Who is told when something goes wrong. */
  alerts: Alerts;
  /** What a site's own code tells, and the port on which it does. */
  hooks: Hooks;
  /** What Okta asks when somebody made without a password signs in for the first time. */
  passwordHook: PasswordHook;
  listener: PublicListener;
  /** What Okta's SCIM client calls, and what is known of its calls. */
  scim: Scim;
  /** Folder with the state. */
  home: string;
  schemas: Schemas;
  /** Short id that this agent shows, the same for the life of its home. */
  agentId: string;
  scriptToken: string;
}
