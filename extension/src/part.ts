import type { DrawDialogs } from './people/dialogs.tsx';
import type { Panel } from './panel/panel.tsx';
import type { Send } from './send.ts';

/** Parts of the content script that are loaded when a page first needs them, each a file of its own. */
export interface Parts {
  dialogs: DrawDialogs;
  panel: Panel;
}

export type LoadPart = <N extends keyof Parts>(name: N) => Promise<Parts[N]>;

declare global {
  /** Where those files leave what they bring: in the world of our content scripts, which no page can see. */
  var rollcallParts: Partial<Parts> | undefined;
}

/** Called by the file of a part when it runs. */
export function offerPart<N extends keyof Parts>(name: N, part: Parts[N]): void {
  globalThis.rollcallParts = { ...globalThis.rollcallParts, [name]: part };
}

/** Loads parts through the background, each once; rejects when that fails, and then tries again at the next call. */
export function partLoader(send: Send): LoadPart {
  // What an earlier copy of this script left belongs to that copy.
  globalThis.rollcallParts = {};
  return async (name) => {
    const known = globalThis.rollcallParts?.[name];
    if (known !== undefined) return known;
    await send('load', { part: name });
    const part = globalThis.rollcallParts?.[name];
    if (part === undefined) throw new Error(`the part ${name} could not be loaded`);
    return part;
  };
}
