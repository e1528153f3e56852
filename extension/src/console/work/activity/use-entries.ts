import type { ActivityAnswer } from '@rollcall/shared/api';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { useEffect, useState } from 'preact/hooks';

import { call } from '../../call.ts';

export interface Entries {
  /** Null until the first answer. */
  entries: ActivityAnswer['entries'] | null;
  names: ActivityAnswer['names'];
  problem: ProblemAnswer | null;
  /** More are there. */
  more: boolean;
  loading: boolean;
  older(): void;
  again(): void;
}

interface Loaded extends Pick<Entries, 'entries' | 'names' | 'problem'> {
  next: string | null;
}

const pageSize = 50;
const nothing: Loaded = { entries: null, names: {}, problem: null, next: null };

/** What happened that fits the query, newest first, a page at a time with values. */
export function useEntries(query: Record<string, string>): Entries {
  const [loaded, setLoaded] = useState(nothing);
  const [loading, setLoading] = useState(false);
  const [turn, setTurn] = useState(0);
  const key = JSON.stringify(query);
  const ask = (after: string | null) =>
    call('activity', { query: { ...query, limit: pageSize, values: 'true', ...(after === null ? {} : { after }) } });
  useEffect(() => {
    let shown = true;
    setLoaded(nothing);
    void ask(null).then((outcome) => {
      if (!shown) return;
      if (outcome.ok) {
        const { entries, names, next } = outcome.value;
        setLoaded({ entries, names, next, problem: null });
      } else setLoaded({ ...nothing, problem: outcome.problem });
    });
    return () => {
      shown = false;
    };
  }, [key, turn]);
  const older = async (): Promise<void> => {
    setLoading(true);
    const outcome = await ask(loaded.next);
    setLoading(false);
    if (!outcome.ok) return setLoaded({ ...loaded, problem: outcome.problem });
    const { entries, names, next } = outcome.value;
    setLoaded({
      entries: [...(loaded.entries ?? []), ...entries],
      names: { ...loaded.names, ...names },
      next,
      problem: null,
    });
  };
  return {
    ...loaded,
    more: loaded.next !== null,
    loading,
    older: () => void older(),
    again: () => setTurn(turn + 1),
  };
}
