import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { createChannel } from './channel.ts';
import type { SessionChannel } from './channel.ts';

let channel: SessionChannel;
beforeEach(() => {
  vi.useFakeTimers();
  let id = 0;
  channel = createChannel({ now: Date.now, newId: () => `t${(id += 1)}` });
});
afterEach(() => vi.useRealTimers());

const site = 'dir-1';
const whoAmI = { kind: 'whoAmI' as const };
const answer = (ticket: string) => ({ ticket, status: 200, body: { ok: true }, date: null });

describe('errands on a site', () => {
  it('are given out once and come back to who asked', async () => {
    const first = channel.ask(site, whoAmI);
    const second = channel.ask(site, { kind: 'first' });
    const tickets = await channel.claim(site, 1000);
    expect(tickets.map((ticket) => ticket.errand.kind)).toEqual(['whoAmI', 'first']);
    const again = channel.claim(site, 1000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await again).toEqual([]);
    channel.settle(site, [answer('t2'), answer('t1')]);
    expect((await first).ticket).toBe('t1');
    expect((await second).ticket).toBe('t2');
    expect(channel.busy(site)).toBe(false);
  });

  it('wake a claim that waits', async () => {
    const claimed = channel.claim(site, 60_000);
    await vi.advanceTimersByTimeAsync(500);
    const asked = channel.ask(site, whoAmI);
    expect(await claimed).toHaveLength(1);
    channel.settle(site, [answer('t1')]);
    await asked;
  });

  it('of one site are not given to another, and a result nobody claimed is ignored', async () => {
    const asked = channel.ask(site, whoAmI);
    asked.catch(() => {});
    expect(await channel.claim('dir-2', 0)).toEqual([]);
    channel.settle(site, [answer('t1')]);
    channel.settle('dir-2', [answer('t1')]);
    expect(channel.busy(site)).toBe(true);
  });

  it('fail soon when no page was ever open, and wait five minutes for one that was', async () => {
    const never = channel.ask(site, whoAmI);
    const refused = expect(never).rejects.toMatchObject({ code: 'timeout', problem: { retry: 'never', scope: 'run' } });
    await vi.advanceTimersByTimeAsync(20_000);
    await refused;
    await channel.claim(site, 0);
    const later = channel.ask(site, { kind: 'first' });
    await vi.advanceTimersByTimeAsync(4 * 60_000);
    expect(await channel.claim(site, 0)).toHaveLength(1);
    channel.settle(site, [answer('t2')]);
    expect((await later).status).toBe(200);
  });

  it('that were claimed and bring no answer for a minute are given up, and a late answer is ignored', async () => {
    const asked = channel.ask(site, whoAmI);
    const refused = expect(asked).rejects.toMatchObject({ code: 'timeout', problem: { scope: 'item' } });
    await channel.claim(site, 0);
    await vi.advanceTimersByTimeAsync(60_000);
    await refused;
    channel.settle(site, [answer('t1')]);
    expect(channel.busy(site)).toBe(false);
  });

  it('come back when the page went away: a question has done nothing, an edit may have been made', async () => {
    const gone = (ticket: string) => ({ ...answer(ticket), status: 0 });
    const account = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
    const question = channel.ask(site, { kind: 'read', account });
    const edit = channel.ask(site, { kind: 'update', account, values: {} });
    const told = expect(question).rejects.toMatchObject({ code: 'timeout', problem: { scope: 'run' } });
    const unknown = expect(edit).rejects.toMatchObject({ code: 'timeout', problem: { scope: 'item' } });
    await channel.claim(site, 0);
    channel.settle(site, [gone('t1'), gone('t2')]);
    await told;
    await unknown;
  });

  it('end with the run that asked', async () => {
    const stop = new AbortController();
    const asked = channel.ask(site, whoAmI, stop.signal);
    const refused = expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    stop.abort();
    await refused;
    expect(await channel.claim(site, 0)).toEqual([]);
  });
});
