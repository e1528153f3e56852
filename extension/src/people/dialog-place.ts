import type { LoadPart } from '../part.ts';
import type { Controller } from './controller.ts';
import type { PeopleState } from './state.ts';

/** Where dialogs are drawn; their code is loaded when the first one is on its way. */
export class DialogPlace {
  readonly #root: ShadowRoot;
  readonly #load: LoadPart;
  #element: HTMLElement | null = null;

  constructor(root: ShadowRoot, load: LoadPart) {
    this.#root = root;
    this.#load = load;
  }

  draw(state: PeopleState, controller: Controller): void {
    const coming = state.work?.is === 'running' && state.work.step === 'reading';
    if (this.#element === null && state.dialog === null && !coming) return;
    this.#element ??= this.#makeElement();
    void this.#drawInto(this.#element, state, controller);
  }

  async #drawInto(element: HTMLElement, state: PeopleState, controller: Controller): Promise<void> {
    // A page that is left meanwhile takes our parts away, and with them the reason to draw.
    const draw = await this.#load('dialogs').catch(() => null);
    if (element.isConnected) draw?.(element, { state, controller });
  }

  #makeElement(): HTMLElement {
    const element = this.#root.ownerDocument.createElement('div');
    element.className = 'rc';
    this.#root.append(element);
    return element;
  }
}
