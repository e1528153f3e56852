import type { ConnectionAnswer } from '@rollcall/shared/api';

/** Steps of the set-up, in their order. */
export const steps = ['connect', 'direction', 'okta', 'methods', 'site', 'report'] as const;

export type Step = (typeof steps)[number];

export function isStep(text: string | undefined): text is Step {
  return steps.some((step) => step === text);
}

/** Whether a side was connected and passed its test, which pins who answered. */
export function isTested(connection: ConnectionAnswer, side: 'cms' | 'okta'): boolean {
  return (connection[side]?.identity ?? null) !== null;
}

/** Whether both sides passed their test, which makes the first mapping, so that runs can start. */
export function isSetUp(connection: ConnectionAnswer): boolean {
  return isTested(connection, 'okta') && isTested(connection, 'cms') && connection.mapping.length > 0;
}

/** The furthest step that can be opened now: each asks for what the one before it made. */
export function furthestStep(connection: ConnectionAnswer | null, isPaired: boolean): Step {
  if (!isPaired) return 'connect';
  if (connection === null) return 'direction';
  if (!isTested(connection, 'okta')) return 'okta';
  return isTested(connection, 'cms') ? 'report' : 'site';
}

interface Standing {
  connection: ConnectionAnswer | null;
  isPaired: boolean;
  current: Step | null;
}

/** Whether a step has brought what it is there for. The methods have defaults, so going on from them is enough. */
export function isStepDone(step: Step, { connection, isPaired, current }: Standing): boolean {
  switch (step) {
    case 'connect':
      return isPaired;
    case 'direction':
      return connection !== null;
    case 'okta':
      return connection !== null && isTested(connection, 'okta');
    case 'methods':
      return connection !== null && (isTested(connection, 'cms') || current === 'site');
    case 'site':
      return connection !== null && isSetUp(connection);
    case 'report':
      return false;
  }
}

/** Whether a step can be opened while `furthest` is the last that can. */
export function isOpen(step: Step, furthest: Step): boolean {
  return steps.indexOf(step) <= steps.indexOf(furthest);
}

/** The step where the set-up of a connection was left, as far as it can be opened. */
export function resumeAt(connection: string, furthest: Step): Step {
  const left = localStorage.getItem(keyOf(connection)) ?? undefined;
  return isStep(left) && isOpen(left, furthest) ? left : furthest;
}

export function rememberStep(connection: string, step: Step): void {
  localStorage.setItem(keyOf(connection), step);
}

export function forgetStep(connection: string): void {
  localStorage.removeItem(keyOf(connection));
}

function keyOf(connection: string): string {
  return `setup/${connection}`;
}
