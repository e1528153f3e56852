import type { AccountRow } from '@rollcall/shared';
import { MultiMap } from './multi-map.ts';

interface DirectoryIndex {
  handle: MultiMap<AccountRow>;
  login: MultiMap<AccountRow>;
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
    return this.#directories.get(directory)?.email.get(email.toLowerCase()) ?? [];
  }

  count(directory: string): number {
    return this.#directories.get(directory)?.count ?? 0;
  }

  /** Follows one change of the `accounts` collection. */
  change(before: AccountRow | undefined, after: AccountRow | undefined): void {
    if (before) {
      const index = this.#of(before.ref.directory);
      index.count -= 1;
      if (before.handle !== null) index.handle.remove(before.handle, before);
      index.login.remove(before.login.toLowerCase(), before);
      if (before.email !== null) index.email.remove(before.email.toLowerCase(), before);
    }
    if (after) {
      const index = this.#of(after.ref.directory);
      index.count += 1;
      if (after.handle !== null) index.handle.add(after.handle, after);
      index.login.add(after.login.toLowerCase(), after);
      if (after.email !== null) index.email.add(after.email.toLowerCase(), after);
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
