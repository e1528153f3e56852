import type { ConnectionChange } from '@rollcall/shared/api';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { useEffect, useState } from 'preact/hooks';

import { call } from '../../call.ts';
import type { PageProps } from '../../page.ts';
import { changesOf, errorAt, type SettingName, type Settings, settingsOf } from './draft.ts';

/** Settings while a person changes them; nothing is saved before `save`. */
export interface Draft<K extends SettingName> {
  value: Settings<K>;
  change(part: Partial<Settings<K>>): void;
  /** What a save would send; empty when nothing was changed. */
  changes: ConnectionChange;
  dirty: boolean;
  /** Why the last save failed; null when it did not. */
  problem: ProblemAnswer | null;
  /** Whether nothing was saved since somebody else has saved these settings meanwhile; the next save is over theirs. */
  overtaken: boolean;
  errorOf(field: string): string | null;
  /** Resolves to whether it was saved. */
  save(): Promise<boolean>;
  discard(): void;
}

/** A draft of some settings of the connection. */
export function useDraft<K extends SettingName>({ connection, onChanged }: PageProps, names: readonly K[]): Draft<K> {
  const saved = settingsOf(connection, names);
  const [edited, setEdited] = useState<Settings<K> | null>(null);
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  // What the connection held when somebody began to edit here.
  const [base, setBase] = useState(saved);
  const [overtaken, setOvertaken] = useState(false);
  const value = edited ?? saved;
  const changes = changesOf(saved, value);
  const dirty = Object.keys(changes).length > 0;
  // Once the connection holds what was edited, it is followed again, also when somebody else changes it.
  const isSettled = edited !== null && !dirty;
  useEffect(() => {
    if (isSettled) setEdited(null);
  }, [isSettled]);
  return {
    value,
    changes,
    dirty,
    problem,
    overtaken: overtaken && dirty,
    change: (part) => {
      if (!dirty) setBase(saved);
      setEdited({ ...value, ...part });
    },
    errorOf: (field) => errorAt(problem, field),
    async save() {
      const present = await call('connection', { path: { id: connection.id } });
      const now = present.ok ? settingsOf(present.value, names) : saved;
      const isOvertaken = Object.keys(changesOf(base, now)).length > 0;
      setOvertaken(isOvertaken);
      setBase(now);
      if (isOvertaken) {
        onChanged();
        return false;
      }
      const outcome = await call('changeConnection', { path: { id: connection.id }, body: changes });
      setProblem(outcome.ok ? null : outcome.problem);
      if (outcome.ok) {
        setBase(settingsOf(outcome.value, names));
        onChanged();
      }
      return outcome.ok;
    },
    discard() {
      setOvertaken(false);
      setEdited(null);
      setProblem(null);
    },
  };
}
