/** One goal as measured: what it should be, what bounds it in this run, and what was seen. */
export interface BenchRow {
  id: string;
  goal: string;
  /** What the ratio is of, measured in the same run. */
  limit?: string;
  measured: string;
  /** Measured over limit; null where no limit can be measured. */
  ratio: number | null;
  ok: boolean;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Milliseconds in a form of three digits or so. */
export function ms(value: number): string {
  return value < 10
    ? `${value.toFixed(2)} ms`
    : value < 1000
      ? `${value.toFixed(0)} ms`
      : `${(value / 1000).toFixed(1)} s`;
}
