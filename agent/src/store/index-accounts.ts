import type { AccountRow } from '@rollcall/shared';
import { lowered, MultiMap } from './multi-map.ts';

interface DirectoryIndex {
  handle: MultiMap<AccountRow>;
  login: MultiMap<AccountRow>;
  /** Only where it is another than the login: most people sign in with their mail. */
  email: MultiMap<AccountRow>;
  count: number;
}

/** Finds accounts of a directory by the number its pages show, by login and by mail; the last two ignore case. */
export class AccountIndex {
  readonly #directories = new Map<string, DirectoryIndex>();

  byHandle(directory: string, handle: string): AccountRow | undefined {
    return this.#directories.get(directory)?.handle.get(handle)[0];
  }

  byLogin(directory: string, login: string): AccountRow[] {
    return this.#directories.get(directory)?.login.get(login.toLowerCase()) ?? [];
  }

  byEmail(directory: string, email: string): AccountRow[] {
    const index = this.#directories.get(directory);
    const key = email.toLowerCase();
    const isMail = (row: AccountRow): boolean => row.email?.toLowerCase() === key;
    return index ? [...index.login.get(key).filter(isMail), ...index.email.get(key)] : [];
  }

  count(directory: string): number {
    return this.#directories.get(directory)?.count ?? 0;
  }

  /** Follows one change of the `accounts` collection. */
  change(before: AccountRow | undefined, after: AccountRow | undefined): void {
    if (before) {
      const index = this.#of(before.ref.directory);
      const { handle, login, email } = keysOf(before);
      index.count -= 1;
      if (handle !== null) index.handle.remove(handle, before);
      index.login.remove(login, before);
      if (email !== null) index.email.remove(email, before);
    }
    if (after) {
      const index = this.#of(after.ref.directory);
      const { handle, login, email } = keysOf(after);
      index.count += 1;
      if (handle !== null) index.handle.add(handle, after);
      index.login.add(login, after);
      if (email !== null) index.email.add(email, after);
    }
  }

  #of(directory: string): DirectoryIndex {
    let index = this.#directories.get(directory);
    if (!index) {
      index = { handle: new MultiMap(), login: new MultiMap(), email: new MultiMap(), count: 0 };
      this.#directories.set(directory, index);
    }
    return index;
  }
}

function keysOf(row: AccountRow): { handle: string | null; login: string; email: string | null } {
  const login = lowered(row.login);
  const email = row.email === null ? null : lowered(row.email);
  return { handle: row.handle, login, email: email === login ? null : email };
}
