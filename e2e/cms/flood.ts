/** The limits of core's user.flood configuration. */
const USER_LIMIT = { count: 5, seconds: 6 * 3600 };
const ADDRESS_LIMIT = { count: 50, seconds: 3600 };

/** Login doors that count apart: failures at one do not close the other. */
export type LoginDoor = 'form' | 'json' | 'basic';

/** Counts failed logins the way Drupal does: per account and address, and per address. */
export class Flood {
  readonly #failures = new Map<string, number[]>();

  /** True when the account (uid, or null for an unknown name) may try from the address. */
  allows(door: LoginDoor, uid: number | null, address: string, now: number): boolean {
    if (this.#recent(addressKey(door, address), now, ADDRESS_LIMIT.seconds) >= ADDRESS_LIMIT.count) return false;
    return uid === null || this.#recent(userKey(door, uid, address), now, USER_LIMIT.seconds) < USER_LIMIT.count;
  }

  fail(door: LoginDoor, uid: number | null, address: string, now: number): void {
    this.#add(addressKey(door, address), now);
    if (uid !== null) this.#add(userKey(door, uid, address), now);
  }

  /** A success forgets the account's failures; those of the address stay. */
  succeed(door: LoginDoor, uid: number, address: string): void {
    this.#failures.delete(userKey(door, uid, address));
  }

  clear(): void {
    this.#failures.clear();
  }

  #add(key: string, now: number): void {
    this.#failures.set(key, [...(this.#failures.get(key) ?? []), now]);
  }

  #recent(key: string, now: number, seconds: number): number {
    return (this.#failures.get(key) ?? []).filter((at) => at > now - seconds).length;
  }
}

function userKey(door: LoginDoor, uid: number, address: string): string {
  return `${door} user ${uid} ${address}`;
}

function addressKey(door: LoginDoor, address: string): string {
  // The form and the JSON login share core's event user.failed_login_ip; basic_auth has its own.
  return `${door === 'basic' ? 'basic' : 'login'} address ${address}`;
}
