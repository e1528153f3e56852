import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

/**
 * All tests of the project: format, lint, types and unused code, then the extension's build, then vitest. Each check
 * counts as one test. Files with a failure are run once more, one after the other: on a busy machine a browser may be
 * late, and what passes alone is told as unsteady. Failures stand at the end, since a log is read from there. The last
 * line is `N passed, N failed, N skipped`; the exit code is 0 only when none failed.
 */

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const checks = ['format:check', 'types', 'lint', 'knip'];

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string().nullable()).nullish(),
        }),
      ),
    }),
  ),
});

type FileResult = z.infer<typeof report>['testResults'][number];

const root = path.join(import.meta.dirname, '..');
const counts: Counts = { passed: 0, failed: 0, skipped: 0 };

for (const check of checks) await countRun(`check ${check}`, ['npm', 'run', '--silent', check]);
await countRun('build the extension', ['npm', 'run', '--silent', 'build', '-w', 'extension']);
await countVitest();

console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 ? 0 : 1;

async function countRun(name: string, command: string[]): Promise<void> {
  const code = await run(command);
  if (code === 0) counts.passed += 1;
  else counts.failed += 1;
  console.log(`${code === 0 ? 'ok' : 'FAILED'}: ${name}`);
}

async function countVitest(): Promise<void> {
  const first = await vitest(process.argv.slice(2));
  const failed = first.results.filter(({ status }) => status === 'failed').map(({ name }) => name);
  const again = failed.length === 0 ? null : await vitest(['--no-file-parallelism', ...failed]);
  const second = new Map(again?.results.map((result) => [result.name, result]));
  const results = first.results.map((result) => second.get(result.name) ?? result);
  for (const result of results) {
    for (const { status } of result.assertionResults) counts[kindOf(status)] += 1;
    // A file that could not even be loaded has no tests of its own.
    if (result.status === 'failed' && result.assertionResults.length === 0) counts.failed += 1;
  }
  // An error outside of any test, or no report at all.
  if ((again ?? first).code !== 0 && counts.failed === 0) counts.failed += 1;
  printSkipped(results);
  printFailures('failed at first', first.results);
  printFailures('FAILED', again?.results ?? []);
}

async function vitest(args: string[]): Promise<{ code: number; results: FileResult[] }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rollcall-tests-'));
  const file = path.join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await run(['npx', 'vitest', 'run', ...reporters, ...args]);
  try {
    return { code, results: report.parse(JSON.parse(await readFile(file, 'utf8'))).testResults };
  } catch (error) {
    console.error('The test report could not be read:', error);
    return { code: 1, results: [] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function kindOf(status: string): keyof Counts {
  if (status === 'passed') return 'passed';
  return status === 'failed' ? 'failed' : 'skipped';
}

/** Each reason stands in the name of the skipped test. */
function printSkipped(results: readonly FileResult[]): void {
  const names = results.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => kindOf(status) === 'skipped').map(({ fullName }) => fullName),
  );
  for (const name of names) console.log(`skipped: ${name}`);
}

function printFailures(head: string, results: readonly FileResult[]): void {
  for (const { name, status, message, assertionResults } of results) {
    if (status !== 'failed') continue;
    const file = path.relative(root, name);
    const failed = assertionResults.filter((each) => each.status === 'failed');
    if (failed.length === 0) console.log(`${head}: ${file}\n${beginning(message)}`);
    for (const { fullName, failureMessages } of failed) {
      console.log(`${head}: ${file} ${fullName}\n${beginning(failureMessages?.join('\n'))}`);
    }
  }
}

/** Enough of a message to know what went wrong. */
function beginning(message = ''): string {
  const own = (line: string) => !/node_modules|at new Promise/.test(line);
  const lines = stripVTControlCharacters(message).split('\n').filter(own).slice(0, 12);
  return lines.map((line) => `    ${line.slice(0, 240)}`).join('\n');
}

function run([command = '', ...args]: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
