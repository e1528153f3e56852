import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import type { BenchRow } from './row.ts';
import { printTable } from './table.ts';

/**
 * Every goal of performance that can be measured here, as one table, each beside its limit in the same run. A goal that
 * is missed is told and fails nothing; the exit code tells only whether everything could be measured.
 */

interface Subject {
  goals: string[];
  measure: () => Promise<BenchRow[]>;
}

const { values } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } },
});
const wanted = values.only?.toLowerCase().split(',') ?? null;
const { quick } = values;
const people = quick ? 20_000 : 100_000;

/** Loaded when its turn comes, so that one subject costs the others no memory. */
const subjects: Subject[] = [
  { goals: ['P1', 'P2', 'P3', 'P4', 'P14'], measure: async () => (await import('./scim.ts')).benchScim({ quick }) },
  { goals: ['P5', 'P6', 'P7'], measure: async () => (await import('./store.ts')).benchStore() },
  { goals: ['engine'], measure: async () => (await import('./engine.ts')).benchEngine({ people }) },
  { goals: ['pull'], measure: async () => (await import('./pull.ts')).benchPull({ people: quick ? 10_000 : 50_000 }) },
  { goals: ['P8', 'P11'], measure: async () => (await import('./status.ts')).benchStatus({ people }) },
  { goals: ['P10'], measure: async () => (await import('./create.ts')).benchCreate({ quick }) },
  { goals: ['P12'], measure: async () => (await import('./size.ts')).benchSize() },
  { goals: ['P13'], measure: async () => (await import('./start.ts')).benchStart() },
];

const rows: BenchRow[] = [];
for (const { goals, measure } of subjects) {
  const chosen = goals.filter((goal) => wanted === null || wanted.includes(goal.toLowerCase()));
  if (chosen.length === 0) continue;
  process.stderr.write(`measuring ${chosen.join(', ')} …\n`);
  try {
    rows.push(...(await measure()).filter((row) => chosen.includes(row.id)));
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${chosen.join(', ')} could not be measured: ${describe(error)}\n`);
  }
}
printTable(rows);
const [cpu] = cpus();
console.log(
  `\n${cpus().length} cores, ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.versions.node}, ${process.platform} ${process.arch}`,
);

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
