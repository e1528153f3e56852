import type { HealthLine } from '@rollcall/shared/api';

/** A line that is good unless told otherwise; its id is its topic unless there are several. */
export function line(topic: HealthLine['topic'], about: Partial<HealthLine> & { text: string }): HealthLine {
  return { id: topic, topic, connection: null, ok: true, warning: false, next: null, fix: null, ...about };
}
