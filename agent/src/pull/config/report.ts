import type { PullSettings } from '@rollcall/shared';

/** What became of one key of a configuration file; `line` counts from 1. */
export interface ConfigLine {
  file: string;
  line: number;
  key: string;
  /** `used` as it is, `mapped` to Rollcall's own words, or `ignored`; `why` says to what or why. */
  is: 'used' | 'mapped' | 'ignored';
  why: string;
}

/** Why the configuration can't be used, with its place. */
export interface ConfigProblem {
  file: string;
  line: number;
  text: string;
  next: string;
}

export interface ConfigReport {
  lines: ConfigLine[];
  problems: ConfigProblem[];
}

/** The settings of a configuration; null while there are problems. */
export interface ReadConfig extends ConfigReport {
  settings: PullSettings | null;
}
