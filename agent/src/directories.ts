import { SyncError } from '@rollcall/shared';
import { z } from 'zod';
import type { Connection, DirectorySettings, Side } from '@rollcall/shared';

import { absentOkta } from './directory/absent.ts';
import type { Directory, DirectoryDeps, DirectoryDescriptor } from './directory/directory.ts';
import { tracedFetch } from './directory/trace.ts';
import type { Secrets } from './secret/secrets.ts';
import type { Directories } from './services.ts';
import type { SessionChannel } from './session/channel.ts';

export interface DirectoriesOptions {
  kinds: readonly DirectoryDescriptor[];
  secrets: Secrets;
  fetch: typeof globalThis.fetch;
  now: () => number;
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  session: SessionChannel;
  /** Put around each directory: repeats what may be repeated. */
  wrap: (directory: Directory) => Directory;
}

/** One Directory per place, kept for as long as its settings stay, so that a site's session serves all runs. */
export function createDirectories(options: DirectoriesOptions): Directories {
  const open = new Map<string, { key: string; directory: Directory }>();

  const descriptor = (kind: string): DirectoryDescriptor => {
    const found = options.kinds.find((each) => each.kind === kind);
    if (found) return found;
    const known = options.kinds.map((each) => each.kind).join(', ');
    throw new SyncError('invalid', `"${kind}" is no kind of directory; there are ${known}.`, {
      field: 'kind',
      scope: 'run',
    });
  };

  const fetch = tracedFetch(options.fetch, options.now);

  const directoryOf = (settings: DirectorySettings, share: number): Directory => {
    const key = JSON.stringify([settings, share]);
    const place = placeOf(settings);
    const known = open.get(place);
    if (known?.key === key) return known.directory;
    const { now, sleep } = options;
    const carry: DirectoryDeps['carry'] = (errand, signal) => options.session.ask(settings.id, errand, signal);
    const credential = () => credentialOf(settings, options.secrets);
    const directory = options.wrap(
      descriptor(settings.kind).create({ settings, credential, fetch, now, sleep, share, carry }),
    );
    open.set(place, { key, directory });
    return directory;
  };

  const side = (connection: Connection, which: Side): Directory | null => {
    const settings = connection[which];
    return settings ? directoryOf(settings, connection.share) : null;
  };

  return {
    kinds: options.kinds,
    descriptor,
    async side(connection, which) {
      return side(connection, which);
    },
    async sidesOf(connection, needed = 'both') {
      const [cms, okta] = [side(connection, 'cms'), side(connection, 'okta')];
      if (cms && okta) return { cms, okta };
      if (cms && needed === 'cms') return { cms, okta: absentOkta(connection.name) };
      const missing = cms ? 'Okta org' : 'site';
      throw new SyncError('not_configured', `The connection "${connection.name}" has no ${missing} yet.`, {
        next: 'Connect it with "rollcall connect".',
      });
    },
    forget(connection) {
      for (const settings of [connection.cms, connection.okta]) if (settings) open.delete(placeOf(settings));
    },
  };
}

/** Two connections to one place sign in each for itself. */
function placeOf({ id, secretRef }: DirectorySettings): string {
  return secretRef ?? id;
}

/** The sign-in of a directory: what is secret from the secret store, the rest from its settings. */
async function credentialOf(
  settings: DirectorySettings,
  secrets: Secrets,
): Promise<{ values: Record<string, string> }> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(settings.options)) if (typeof value === 'string') values[name] = value;
  if (settings.secretRef === null) return { values };
  const secret = await secrets.get(settings.secretRef);
  if (secret === null) {
    throw new SyncError('bad_credentials', `The stored credential for ${settings.url} is gone from the secret store.`, {
      next: 'Connect again and enter it anew.',
    });
  }
  const secretValues = z.record(z.string(), z.string()).parse(JSON.parse(secret.reveal()));
  return { values: { ...values, ...secretValues } };
}
