/** The first or last millisecond of a day, typed as `2026-01-31`, in this computer's zone; null for what is no day. */
export function dayEdge(day: string, edge: 'start' | 'end'): string | null {
  const time = new Date(`${day}T${edge === 'start' ? '00:00:00.000' : '23:59:59.999'}`);
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(time.getTime()) ? time.toISOString() : null;
}

/** The query of a span of days; an open end is left out. */
export function spanQuery({ since, until }: { since: string; until: string }): Record<string, string> {
  const edges = { since: dayEdge(since, 'start'), until: dayEdge(until, 'end') };
  return Object.fromEntries(Object.entries(edges).flatMap(([key, at]) => (at === null ? [] : [[key, at] as const])));
}
