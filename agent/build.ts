import { createHash } from 'node:crypto';
import { chmod, readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';

/**
 * The command `rollcall` as one file that needs only Node 24: `agent/dist/rollcall.mjs`, with its licences and source
 * map beside it. Prints size and SHA-256, so that a release can be compared with a build of one's own.
 */
const root = import.meta.dirname;
const outfile = path.join(root, 'dist/rollcall.mjs');

/** zod carries its messages in fifty languages, a fifth of the bundle; what is said in another than English names its own. */
const englishOnly: Plugin = {
  name: 'english-only',
  setup({ onLoad }) {
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: `export { default as en } from './en.js';`,
    }));
  },
};

await build({
  absWorkingDir: root,
  entryPoints: ['src/cli/bin.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  // Names stay, so that a stack trace in a log can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  // Beside the bundle and unnamed in it: Node looks for it only where someone asks for source maps.
  sourcemap: 'external',
  legalComments: 'external',
  // Native and optional; the agent does without where it can't be loaded.
  external: ['@napi-rs/keyring'],
  plugins: [englishOnly],
  // Some dependencies are CommonJS and ask for Node's own modules by `require`.
  banner: { js: `import { createRequire } from 'node:module';const require = createRequire(import.meta.url);` },
  logLevel: 'warning',
});
await chmod(outfile, 0o755);

const bytes = await readFile(outfile);
const digest = createHash('sha256').update(bytes).digest('hex');
console.log(`${path.relative(process.cwd(), outfile)}  ${bytes.length} bytes  sha256 ${digest}`);
