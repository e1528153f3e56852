import type { ComponentChildren } from 'preact';

interface ProgressProps {
  /** What is going on, as the sentence above the bar; also its value for assistive technology. */
  sentence: string;
  done: number;
  failed?: number;
  /** Zero when it can't be told yet. */
  total: number;
  label: string;
  /** Such as Stop. */
  children?: ComponentChildren;
}

/** How far a run is. */
export function Progress({ sentence, done, failed = 0, total, label, children }: ProgressProps) {
  const share = (part: number): string => `${total === 0 ? 0 : (100 * part) / total}%`;
  return (
    <div>
      <div class="row between">
        <p class="num" role="status">
          {sentence}
        </p>
        {children}
      </div>
      <div
        class="bar"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={total === 0 ? undefined : total}
        aria-valuenow={total === 0 ? undefined : Math.min(total, done + failed)}
        aria-valuetext={sentence}
      >
        <span style={{ width: share(done) }} />
        <span class="f" style={{ width: share(failed) }} />
      </div>
    </div>
  );
}
