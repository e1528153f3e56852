import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import type { Account } from '@rollcall/shared';
import type { Directory, Draft } from './directory.ts';
import { checkCases } from './suite/check.suite.ts';
import { createCases } from './suite/create.suite.ts';
import { faultCases } from './suite/fault.suite.ts';
import { groupCases } from './suite/group.suite.ts';
import { listCases } from './suite/list.suite.ts';
import { passwordCases } from './suite/password.suite.ts';
import { readCases } from './suite/read.suite.ts';
import { removeCases } from './suite/remove.suite.ts';
import { stateCases } from './suite/state.suite.ts';
import { updateCases } from './suite/update.suite.ts';
import type { Case, Control, Sample, World } from './suite/world.ts';

export type { Control, Fault, FaultyCall, Sample } from './suite/world.ts';

export interface SuiteOptions {
  /** Opens the backend once for the whole suite. It may hold accounts already; the suite adds its own beside them. */
  open(): Promise<{ directory: Directory; control: Control }>;
  sample: Sample;
  /** Cases that can't hold on this backend: what the case says, and why it is skipped. */
  skips?: Record<string, string>;
  /** Time for one case, in ms; 30 s when absent. */
  timeout?: number;
}

const chapters: Record<string, readonly Case[]> = {
  check: checkCases,
  get: readCases,
  list: listCases,
  create: createCases,
  update: updateCases,
  setState: stateCases,
  remove: removeCases,
  groups: groupCases,
  password: passwordCases,
  faults: faultCases,
};

/**
 * The contract of `Directory` as vitest cases: every backend passes each or skips it with a printed reason. Call it at
 * the top level of a test file.
 */
export function directorySuite(name: string, options: SuiteOptions): void {
  refuseUnknownSkips(options.skips ?? {});
  describe(`directory contract: ${name}`, { timeout: options.timeout ?? 30_000 }, () => {
    let world: World;
    const made: Account[] = [];
    const skipped: string[] = [];
    beforeAll(async () => {
      world = createWorld(await options.open(), options.sample, made);
    }, 120_000);
    afterEach(async () => {
      await clear(world.directory, made.splice(0));
    });
    afterAll(async () => {
      await world.control.close?.();
      // Vitest's default reporter only counts skips.
      if (skipped.length > 0) console.info(`${name}, skipped:\n${skipped.join('\n')}`);
    });
    for (const [chapter, cases] of Object.entries(chapters)) {
      describe(chapter, () => {
        for (const each of cases) {
          it(each.says, async (context) => {
            const skip = (reason: string): never => {
              skipped.push(`- ${chapter}: ${each.says}: ${reason}`);
              return context.skip(reason);
            };
            const reason = options.skips?.[each.says] ?? firstReason(each, world);
            if (reason !== null) skip(reason);
            await each.run(world, skip);
          });
        }
      });
    }
  });
}

function firstReason(each: Case, world: World): string | null {
  return each.needs?.map((need) => need(world)).find((reason) => reason !== null) ?? null;
}

/** A skip for a case that was renamed would silently stop being a skip. */
function refuseUnknownSkips(skips: Record<string, string>): void {
  const known = new Set(Object.values(chapters).flatMap((cases) => cases.map((each) => each.says)));
  for (const says of Object.keys(skips)) if (!known.has(says)) throw new Error(`no case says "${says}"`);
}

function createWorld(opened: { directory: Directory; control: Control }, sample: Sample, made: Account[]): World {
  const { directory, control } = opened;
  const series = Date.now().toString(36).slice(-6);
  let count = 0;
  const draft = (more: Partial<Draft> = {}): Draft => {
    count += 1;
    const { createStates } = directory.capabilities;
    const state = createStates.includes('active') ? 'active' : (createStates[0] ?? 'active');
    const attributes = { ...sample.attributes(`t${series}${count.toString(36)}`), ...more.attributes };
    return { state, ...more, attributes };
  };
  const make = async (more?: Partial<Draft>): Promise<Account> => {
    const account = await directory.create(draft(more));
    made.push(account);
    return account;
  };
  return { directory, control, sample, draft, make };
}

async function clear(directory: Directory, accounts: Account[]): Promise<void> {
  for (const account of accounts) await directory.remove?.(account.ref.id).catch(() => undefined);
}
