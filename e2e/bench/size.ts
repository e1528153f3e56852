import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { BenchRow } from './row.ts';

const root = path.join(import.meta.dirname, '../..');
const scripts = path.join(root, 'extension/.output/chrome-mv3/content-scripts');
const goal = { gzip: 20, raw: 40 };

/** P12: what the extension puts into each page of a site, beside a badge by the same library that does nothing. */
export async function benchSize(): Promise<BenchRow[]> {
  if (!existsSync(scripts)) await buildExtension();
  const names = (await readdir(scripts)).filter((name) => name.endsWith('.js'));
  const own = sizeOf(Buffer.concat(await Promise.all(names.map((name) => readFile(path.join(scripts, name))))));
  const least = sizeOf(await badgeAlone());
  return [
    {
      id: 'P12',
      goal: `content script of ${goal.gzip} kB gzip and ${goal.raw} kB at most`,
      limit: `one badge that does nothing, ${text(least)}`,
      measured: text(own),
      ratio: own.gzip / least.gzip,
      ok: own.gzip <= goal.gzip && own.raw <= goal.raw,
    },
  ];
}

interface Size {
  gzip: number;
  raw: number;
}

function sizeOf(bytes: Uint8Array): Size {
  return { gzip: gzipSync(bytes, { level: 9 }).length / 1000, raw: bytes.length / 1000 };
}

function text({ gzip, raw }: Size): string {
  return `${gzip.toFixed(1)} kB gzip, ${raw.toFixed(1)} kB`;
}

async function badgeAlone(): Promise<Uint8Array> {
  const contents = `import { h, render } from 'preact';
    import { useState } from 'preact/hooks';
    const Badge = () => { const [on, turn] = useState(false); return h('button', { onClick: () => turn(!on) }, String(on)); };
    render(h(Badge), document.body.appendChild(document.createElement('x-badge')));`;
  const {
    outputFiles: [file],
  } = await build({
    stdin: { contents, resolveDir: path.join(root, 'extension') },
    bundle: true,
    minify: true,
    format: 'iife',
    write: false,
  });
  if (!file) throw new Error('esbuild made nothing');
  return file.contents;
}

async function buildExtension(): Promise<void> {
  const child = spawn('npm', ['run', '--silent', 'build', '-w', 'extension'], { cwd: root, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the extension's build ended with ${code}`);
}
