import type { Writable } from 'node:stream';
import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** What a command sees of the terminal, the clock and the environment; tests pass their own. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Width to wrap at; Infinity where the output is not shown on a screen. */
  readonly columns: number;
  /** A person sits there and can be asked. */
  readonly interactive: boolean;
  /** Where the progress bar is drawn; null where standard error is no screen. */
  readonly bar: Writable | null;
  /** Text for standard output; other people's control characters are taken out. */
  out(text: string): void;
  err(text: string): void;
  /** Exactly these characters on standard output: for JSON and tokens. */
  raw(text: string): void;
  paint(style: Style, text: string): string;
  /** All of standard input. */
  readInput(): Promise<string>;
  /** One line from a person; rejects with `cancelled` on Ctrl-C. A hidden answer is not shown while it is typed. */
  ask(question: string, options?: { hidden: boolean }): Promise<string>;
  /** Calls back on each Ctrl-C until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
  /** Resolves when the process is asked to end, by Ctrl-C or a service manager. */
  stopAsked(): Promise<void>;
  /** Ends the process at once. */
  quit(code: number): void;
  now(): number;
  sleep(ms: number): Promise<void>;
}

const codesOfStyles = ['1', '2', '22', '31', '32', '33', '39'];
const ownStyle = new RegExp(String.raw`^\u001B\[(?:${codesOfStyles.join('|')})m`);
// All but tab and line feed, and the marks that turn the direction of text round.
const control = /[[\p{Cc}\p{Bidi_Control}]--[\n\t]]/gv;

/**
 * Text that is safe on a screen: a display name can hold escape sequences that clear it or draw a false line. Colours
 * of our own pass.
 */
export function safeText(text: string): string {
  return text.replaceAll(control, (found, at: number) => (ownStyle.test(text.slice(at)) ? found : ''));
}

/** Colours a text where colours are wanted. */
export function painter(wanted: boolean): Terminal['paint'] {
  return (style, text) => (wanted ? styleText(style, text, { validateStream: false }) : text);
}
