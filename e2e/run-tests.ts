import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

/**
 * All tests of the project: format, lint, types and unused code, then the extension's build, then vitest. Each check
 * counts as one test. The last line is `N passed, N failed, N skipped`; the exit code is 0 only when none failed.
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
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

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
  const folder = await mkdtemp(path.join(tmpdir(), 'rollcall-tests-'));
  const file = path.join(folder, 'report.json');
  const args = ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await run(['npx', ...args, ...process.argv.slice(2)]);
  const failedBefore = counts.failed;
  try {
    const { testResults } = report.parse(JSON.parse(await readFile(file, 'utf8')));
    for (const result of testResults) {
      for (const { status } of result.assertionResults) counts[kindOf(status)] += 1;
      // A file that could not even be loaded has no tests of its own.
      if (result.status === 'failed' && result.assertionResults.length === 0) counts.failed += 1;
    }
    printSkipped(testResults);
  } catch (error) {
    console.error('The test report could not be read:', error);
  }
  if (code !== 0 && counts.failed === failedBefore) counts.failed += 1;
  await rm(folder, { recursive: true, force: true });
}

function kindOf(status: string): keyof Counts {
  if (status === 'passed') return 'passed';
  return status === 'failed' ? 'failed' : 'skipped';
}

/** Each reason stands in the name of the skipped test. */
function printSkipped(results: z.infer<typeof report>['testResults']): void {
  const names = results.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => kindOf(status) === 'skipped').map(({ fullName }) => fullName),
  );
  for (const name of names) console.log(`skipped: ${name}`);
}

function run([command = '', ...args]: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
