/** What one answer says about the limit that its call counted against; times in ms of the local clock. */
export interface LimitNotice {
  /** Calls allowed in a window; 0 where the answer is about something else, such as calls at once. */
  limit: number;
  remaining: number;
  resetAt: number;
}

const windowMs = 60_000;
/** How far apart two answers may tell the end of one window: headers are cut to seconds, and clocks drift. */
const slackMs = 3000;

/**
 * Counts the calls that go against one of the other side's limits and says when the next may start. Half of the share
 * may go at once, so that a person's click never waits; the rest is spread over what is left of the window.
 */
export class PaceBucket {
  readonly #share: number;
  #limit: number | null = null;
  #remaining = Number.POSITIVE_INFINITY;
  #used = 0;
  #underWay = 0;
  #resetAt = 0;
  /** End of the window before the present one. */
  #formerEnd = 0;
  #lastStart = 0;
  #blockedUntil = 0;
  #answered = false;

  constructor(sharePercent: number) {
    this.#share = sharePercent / 100;
  }

  /** True until a first call has come back, with or without word of a limit. */
  get untried(): boolean {
    return !this.#answered;
  }

  /** How long the next call has to wait from `now`, in ms; 0 when it may start. */
  waitFrom(now: number): number {
    if (now < this.#blockedUntil) return this.#blockedUntil - now;
    this.#turnWindow(now);
    if (this.#limit === null) return 0;
    const budget = Math.max(1, Math.floor(this.#limit * this.#share));
    // Others use the limit as well; the last few calls are left to them, so that nobody meets a refusal.
    const reserve = Math.min(this.#limit - 1, Math.ceil(this.#limit / 20));
    const left = Math.min(budget - this.#used, this.#remaining - reserve);
    if (left <= 0) return this.#resetAt - now;
    if (this.#used < budget / 2) return 0;
    return Math.max(0, this.#lastStart + (this.#resetAt - this.#lastStart) / (left + 1) - now);
  }

  started(now: number): void {
    this.#lastStart = now;
    this.#used += 1;
    this.#underWay += 1;
    this.#remaining -= 1;
  }

  /** Takes in what the answer of a started call said; null when it said nothing or never came. */
  ended(notice: LimitNotice | null, refused: boolean): void {
    this.#underWay -= 1;
    this.#answered = true;
    if (notice === null) return;
    if (refused) this.#blockedUntil = Math.max(this.#blockedUntil, notice.resetAt);
    if (notice.limit === 0 || notice.resetAt <= this.#formerEnd + slackMs) return;
    // The other side has turned its window first: what was used of the one before counts no more.
    if (notice.resetAt > this.#resetAt + windowMs / 2) this.#begin(notice.limit, this.#underWay + 1);
    // Answers that cross each other are told apart by the smaller remainder; one of another limit counts afresh.
    const known = notice.limit === this.#limit ? this.#remaining : Number.POSITIVE_INFINITY;
    this.#remaining = Math.min(known, notice.remaining - this.#underWay);
    this.#limit = notice.limit;
    this.#resetAt = notice.resetAt;
  }

  #turnWindow(now: number): void {
    // Until the first answer nobody knows how far the other side's window has gone.
    if (this.#limit === null || now < this.#resetAt) return;
    this.#begin(this.#limit, this.#underWay);
    this.#resetAt = now + windowMs;
  }

  /** Calls that are still on their way may be counted by the other side in its new window, so all of them are. */
  #begin(limit: number, used: number): void {
    this.#formerEnd = this.#resetAt;
    this.#used = used;
    this.#remaining = limit - used;
  }
}
