import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { pages } from '../pages.ts';
import { listenToKeys, shortcutsOn, switchShortcuts } from './shortcuts.ts';

const onList = vi.fn<() => void>();
let stop: () => void;
const press = (key: string, options: KeyboardEventInit = {}, on: Element = document.body) =>
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options }));
const find = (selector: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`nothing matches ${selector}`);
  return found;
};

beforeEach(() => {
  localStorage.clear();
  location.hash = '';
  onList.mockClear();
  document.body.innerHTML = `<main>
    <input type="search"><button id="page" aria-keyshortcuts="s">Sync all</button>
    <table><tbody>
      <tr><td><input type="checkbox" id="a"></td><td><button id="row" aria-keyshortcuts="s">Sync</button></td></tr>
      <tr><td><input type="checkbox" id="b"></td></tr>
    </tbody></table></main>`;
  stop = listenToKeys({ connection: () => 'c1', onList });
});
afterEach(() => stop());

describe('keys of the console', () => {
  it('go to a page after g', () => {
    const page = pages.find(({ letter }) => letter === 'u');
    press('g');
    press('u');
    expect(page).toBeDefined();
    expect(location.hash).toBe(`#/c1/${page?.key}`);
  });

  it('go nowhere by a letter that no page has', () => {
    press('g');
    press('z');
    expect(location.hash).toBe('');
  });

  it('walk over rows and tick the present one', () => {
    press('j');
    expect(document.activeElement?.id).toBe('a');
    press('j', {}, find('#a'));
    expect(document.activeElement?.id).toBe('b');
    press('x', {}, find('#b'));
    expect(document.querySelector<HTMLInputElement>('#b')?.checked).toBe(true);
    press('k', {}, find('#b'));
    expect(document.activeElement?.id).toBe('a');
  });

  it('press the button of the present row before one of the page', () => {
    const pressed: string[] = [];
    document.addEventListener('click', ({ target }) => target instanceof Element && pressed.push(target.id));
    press('s');
    find('#a').focus();
    press('s', {}, find('#a'));
    expect(pressed).toEqual(['page', 'row']);
  });

  it('put the cursor into the search, and do nothing while it is there', () => {
    press('/');
    const search = find('input[type=search]');
    expect(document.activeElement).toBe(search);
    press('?', {}, search);
    expect(onList).not.toHaveBeenCalled();
  });

  it('open their list, unless they are switched off or a modifier is held', () => {
    press('?', { ctrlKey: true });
    switchShortcuts(false);
    press('?');
    expect(onList).not.toHaveBeenCalled();
    switchShortcuts(true);
    expect(shortcutsOn()).toBe(true);
    press('?');
    expect(onList).toHaveBeenCalledOnce();
  });

  it('leave everything below a dialog alone; Ctrl with Enter presses its main button', () => {
    document.body.innerHTML +=
      '<dialog open><button class="btn">No</button><button class="btn primary" id="go">Go</button></dialog>';
    const pressed: string[] = [];
    document.addEventListener('click', ({ target }) => target instanceof Element && pressed.push(target.id));
    press('?');
    press('Enter', { ctrlKey: true });
    expect(onList).not.toHaveBeenCalled();
    expect(pressed).toEqual(['go']);
  });
});
