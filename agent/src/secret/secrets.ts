import path from 'node:path';
import PQueue from 'p-queue';
import { z } from 'zod';
import { SyncError } from '@rollcall/shared';
import { realDisk, removeFile, replaceFile, ifDiskError } from '../store/disk.ts';
import {
  fileSource,
  type KeyMark,
  KeyMissing,
  keyringSource,
  type KeySource,
  type OpenedKey,
  passphraseSource,
  readPrivate,
  type SourceName,
} from './key-source.ts';
import { type Keyring, openKeyring as openSystemKeyring } from './keyring.ts';
import { seal, unseal } from './seal.ts';
import { Secret } from './secret.ts';

const Source = z.enum(['keyring', 'passphrase', 'file']);
const Mark = z.object({ check: z.string(), salt: z.string().exactOptional() });
const SecretFile = z.object({
  version: z.literal(1),
  /** The source whose key seals what is set now. */
  active: Source.nullable(),
  keys: z.partialRecord(Source, Mark),
  entries: z.record(z.string(), z.object({ key: Source, sealed: z.string() })),
});
type SecretFile = z.infer<typeof SecretFile>;

/** Keeps credentials by reference, encrypted. */
export interface Secrets {
  /** How the credentials are protected, as one sentence for a person. */
  readonly description: string;
  /** Null when there is none. Throws `not_configured` when it was sealed with a key that can't be had now. */
  get(ref: string): Promise<Secret | null>;
  /** Durable when resolved. Throws `disk`. */
  set(ref: string, secret: Secret | string): Promise<void>;
  /** Removing an absent one changes nothing. Throws `disk`. */
  delete(ref: string): Promise<void>;
}

export interface SecretsOptions {
  keyring?: 'auto' | 'off';
  /** Defaults to the environment's ROLLCALL_PASSPHRASE. */
  passphrase?: Secret;
  /** Gets a sentence that a person should see once; printed on the error output by default. */
  note?: (text: string) => void;
  openKeyring?: () => Promise<Keyring>;
}

const descriptions: Record<SourceName, string> = {
  keyring: 'Credentials are encrypted; the key is in the OS keyring.',
  passphrase: 'Credentials are encrypted; the key is made from ROLLCALL_PASSPHRASE.',
  file: 'Credentials are encrypted; the key is in a file that only this user may read.',
};

/**
 * Opens the credentials under `home`. They are in one encrypted file; the OS keyring holds only its key, since some
 * keyrings take no more than a few hundred characters, less than a private key has. Without a keyring the key comes from
 * the passphrase, else from a key file. Throws `invalid` for a wrong passphrase.
 */
export async function openSecrets(home: string, options: SecretsOptions = {}): Promise<Secrets> {
  const file = path.join(home, 'secrets.json');
  const keyFile = path.join(home, 'secret.key');
  const store = new SecretStore({ file, keyFile }, await readSecretFile(file), sourcesOf(home, keyFile, options));
  await store.open(options.note ?? ((text) => process.stderr.write(`${text}\n`)));
  return store;
}

type Sources = Partial<Record<SourceName, KeySource>>;

function sourcesOf(home: string, keyFile: string, options: SecretsOptions): Sources {
  const { keyring = 'auto', openKeyring = openSystemKeyring } = options;
  const passphrase = options.passphrase ?? passphraseOf(process.env);
  return {
    ...(keyring === 'auto' ? { keyring: keyringSource(home, openKeyring) } : {}),
    ...(passphrase ? { passphrase: passphraseSource(passphrase) } : {}),
    file: fileSource(keyFile),
  };
}

function passphraseOf(env: NodeJS.ProcessEnv): Secret | undefined {
  return env['ROLLCALL_PASSPHRASE'] ? new Secret(env['ROLLCALL_PASSPHRASE']) : undefined;
}

async function readSecretFile(file: string): Promise<SecretFile> {
  const text = await readPrivate(file);
  if (text === null) return { version: 1, active: null, keys: {}, entries: {} };
  try {
    return SecretFile.parse(JSON.parse(text));
  } catch (error) {
    throw new SyncError('invalid', `The secret file ${file} can’t be read.`, {
      scope: 'run',
      next: 'Put it aside, start again and connect both sides anew.',
      cause: error,
    });
  }
}

class SecretStore implements Secrets {
  readonly #paths: { file: string; keyFile: string };
  readonly #sources: Sources;
  readonly #turns = new PQueue({ concurrency: 1 });
  readonly #opened = new Map<SourceName, OpenedKey>();
  #content: SecretFile;
  #active: SourceName = 'file';

  constructor(paths: { file: string; keyFile: string }, content: SecretFile, sources: Sources) {
    this.#paths = paths;
    this.#content = content;
    this.#sources = sources;
  }

  get description(): string {
    return descriptions[this.#active];
  }

  /** Finds the source to seal with: the one this home uses, if it still gives its key, else the next best. */
  async open(note: (text: string) => void): Promise<void> {
    const { active: former, keys } = this.#content;
    const reasons: string[] = [];
    const { name, mark } = await this.#choose(reasons);
    this.#active = name;
    if (name === former && mark.check === keys[name]?.check) return;
    if (name === former) reasons.push('the former key is lost: connect both sides anew');
    if (name === 'file' || former !== null)
      note(reasons.length > 0 ? `${this.description} (${reasons.join('; ')})` : this.description);
    await this.#change((content) => {
      content.active = name;
      content.keys[name] = mark;
    });
    if (former === 'file' && name === 'passphrase') await this.#leaveKeyFile();
  }

  async get(ref: string): Promise<Secret | null> {
    const entry = this.#content.entries[ref];
    if (!entry) return null;
    const opened = await this.#key(entry.key).catch((error: unknown) => {
      throw error instanceof KeyMissing ? lost(ref, error.message) : error;
    });
    const text = unseal(opened.key, ref, entry.sealed);
    if (text === null) throw lost(ref, 'it was sealed with another key, or changed');
    return new Secret(text);
  }

  async set(ref: string, secret: Secret | string): Promise<void> {
    const { key } = await this.#key(this.#active);
    const sealed = seal(key, ref, typeof secret === 'string' ? secret : secret.reveal());
    await this.#change(({ entries }) => {
      entries[ref] = { key: this.#active, sealed };
    });
  }

  async delete(ref: string): Promise<void> {
    await this.#change(({ entries }) => {
      delete entries[ref];
    });
  }

  async #choose(reasons: string[]): Promise<{ name: SourceName; mark: KeyMark }> {
    const { active } = this.#content;
    // A passphrase that is given now is meant to take the place of the unprotected key file.
    const first = active === 'file' && this.#sources.passphrase ? 'passphrase' : active;
    for (const name of new Set([...(first ? [first] : []), ...Source.options])) {
      if (!this.#sources[name]) continue;
      try {
        return { name, mark: (await this.#key(name)).mark };
      } catch (error) {
        if (!(error instanceof KeyMissing)) throw error;
        reasons.push(error.message);
      }
    }
    throw new SyncError('internal', 'No source gave a key for the secret file.');
  }

  async #key(name: SourceName): Promise<OpenedKey> {
    const known = this.#opened.get(name);
    if (known) return known;
    const source = this.#sources[name];
    if (!source) throw new KeyMissing(name === 'passphrase' ? 'ROLLCALL_PASSPHRASE is not set' : `the ${name} is off`);
    const opened = await source(this.#content.keys[name]);
    this.#opened.set(name, opened);
    return opened;
  }

  async #leaveKeyFile(): Promise<void> {
    for (const [ref, entry] of Object.entries(this.#content.entries)) {
      const secret = entry.key === 'file' ? await this.get(ref) : null;
      if (secret) await this.set(ref, secret);
    }
    await this.#change((content) => {
      delete content.keys.file;
    });
    await removeFile(realDisk, this.#paths.keyFile);
  }

  /** Changes take turns; one is seen only when it is on the disk. */
  #change(edit: (content: SecretFile) => void): Promise<void> {
    return this.#turns.add(async () => {
      const content = structuredClone(this.#content);
      edit(content);
      await replaceFile(realDisk, this.#paths.file, `${JSON.stringify(content, null, 2)}\n`).catch((error: unknown) => {
        throw ifDiskError(this.#paths.file, error);
      });
      this.#content = content;
    });
  }
}

function lost(ref: string, why: string): SyncError {
  return new SyncError('not_configured', `The stored credential ${ref} can’t be opened: ${why}.`, {
    next: 'Unlock the keyring or give the passphrase and start again, or connect again and enter it anew.',
  });
}
