import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { SchemaAnswer } from '@rollcall/shared/api-setting';

import type { PullSettings } from '../pull-model.ts';

/** Settings of a pull while a person changes them, with what both sides have to choose from. */
export interface Editing {
  connection: ConnectionAnswer;
  pull: PullSettings;
  schema: SchemaAnswer | null;
  change(part: Partial<PullSettings>): void;
  /** What the agent says against a part of them, such as `filter.cel`. */
  errorOf(part: string): string | null;
}
