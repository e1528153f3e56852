import type { ConnectionAnswer, ConnectionChange } from '@rollcall/shared/api';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';

/** A setting of a connection that a person may change. */
export type SettingName = keyof ConnectionChange;
export type Settings<K extends SettingName> = Pick<ConnectionAnswer, K>;

/** The named settings as the connection has them now. */
export function settingsOf<K extends SettingName>(connection: ConnectionAnswer, names: readonly K[]): Settings<K> {
  const picked: Partial<Settings<K>> = {};
  for (const name of names) picked[name] = connection[name];
  // Every name was picked just now.
  return picked as Settings<K>;
}

/** The settings of `draft` that differ from `saved`: what a save sends. */
export function changesOf<K extends SettingName>(saved: Settings<K>, draft: Settings<K>): ConnectionChange {
  const changed: ConnectionChange = {};
  for (const name of Object.keys(draft) as K[]) {
    if (JSON.stringify(draft[name]) !== JSON.stringify(saved[name])) Object.assign(changed, { [name]: draft[name] });
  }
  return changed;
}

/** What the agent says against a value: of the field itself or of something in it; null when nothing. */
export function errorAt(problem: ProblemAnswer | null, field: string): string | null {
  const named = problem?.field ?? null;
  if (problem === null || named === null) return null;
  return named === field || named.startsWith(`${field}.`) ? problem.detail : null;
}
