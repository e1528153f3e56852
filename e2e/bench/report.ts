import type { ChildProcess } from 'node:child_process';

/** The child's next report of that kind; throws when it ends before. `Told` are all reports that it sends. */
export async function reportOf<Told extends { is: string }, Kind extends Told['is']>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<Told, { is: Kind }>> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`the agent ended with ${code} before "${kind}"`));
    const onMessage = (report: Told): void => {
      if (!isKind<Told, Kind>(report, kind)) return;
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve(report);
    };
    child.on('message', onMessage);
    child.once('exit', onExit);
  });
}

function isKind<Told extends { is: string }, Kind extends Told['is']>(
  report: Told,
  kind: Kind,
): report is Extract<Told, { is: Kind }> {
  return report.is === kind;
}
