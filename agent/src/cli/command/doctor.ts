import { stat } from 'node:fs/promises';
import { toProblem } from '@rollcall/shared';
import type { HealthLine } from '@rollcall/shared/api';

import type { Cli } from '../cli.ts';
import { exitCodeOf } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { openReach } from '../reach.ts';
import type { OpenAgent } from '../reach.ts';
import type { Root } from '../root.ts';
import type { Answer } from '../session.ts';
import { wrapText } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { version } from '../../version.ts';

type Line = Pick<HealthLine, 'id' | 'ok' | 'text' | 'next'> & Partial<HealthLine>;

/** The oldest Node that Rollcall runs on. */
const nodeFloor = 24;

export function addDoctor(root: Root, cli: Cli): void {
  root
    .command('doctor')
    .description('Look at everything Rollcall needs, and say how to repair what is wrong.')
    .action((_options, command) => cli.answer(command.optsWithGlobals(), (home) => doctor(home, cli)));
}

async function doctor(home: string, { openAgent, terminal }: Cli): Promise<Answer> {
  const own = [nodeLine(process.versions.node), ...(await homeLines(home))];
  const { agent, lines, exit } = await agentLines(home, openAgent);
  const all = [...own, ...lines];
  const ok = all.every((line) => line.ok);
  return {
    json: { ok, version, agent, home, lines: all },
    text: all.map((line) => lineText(line, terminal)).join('\n'),
    exit: exit ?? (ok ? 0 : 2),
  };
}

function nodeLine(node: string): Line {
  const ok = Number.parseInt(node, 10) >= nodeFloor;
  return { id: 'node', ok, text: `Node ${node}.`, next: ok ? null : `Install Node ${nodeFloor} or newer.` };
}

/** State is for its owner's eyes only. */
async function homeLines(home: string): Promise<Line[]> {
  const found = await stat(home).catch(() => null);
  if (!found) return [{ id: 'home', ok: true, text: `${home} is not there yet and will be made.`, next: null }];
  if (process.platform === 'win32') return [{ id: 'home', ok: true, text: `State is in ${home}.`, next: null }];
  const open = (found.mode & 0o077) !== 0;
  const text = open ? `Others on this computer may look into ${home}.` : `State is in ${home}, for its owner alone.`;
  return [{ id: 'home', ok: !open, text, next: open ? `Run "chmod 700 ${home}".` : null }];
}

/** What the agent says of itself; when it can't be had, why. */
async function agentLines(
  home: string,
  openAgent: OpenAgent,
): Promise<{ agent: string | null; lines: Line[]; exit: ExitCode | null }> {
  try {
    const reach = await openReach(home, openAgent);
    try {
      const { agent, lines } = await reach.client.call('health', {});
      const text = reach.running
        ? `Agent ${agent} runs on port ${reach.running.port} (process ${reach.running.pid}).`
        : `No agent runs; commands work, the browser extension needs "rollcall serve".`;
      return { agent, lines: [{ id: 'agent', ok: true, text, next: null }, ...lines], exit: null };
    } finally {
      await reach.close();
    }
  } catch (error) {
    const { code, detail, next } = toProblem(error);
    return { agent: null, lines: [{ id: 'agent', ok: false, text: detail, next }], exit: exitCodeOf(code) };
  }
}

function lineText({ ok, warning = false, text, next }: Line, terminal: Terminal): string {
  const mark = !ok
    ? terminal.paint('red', 'bad ')
    : warning
      ? terminal.paint('yellow', 'look')
      : terminal.paint('green', 'ok  ');
  return wrapText(`${mark} ${text}${next === null ? '' : `\n     ${next}`}`, terminal);
}
