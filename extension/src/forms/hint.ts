/** How long a form that was sent is remembered, in milliseconds. */
const life = 2 * 60_000;
const key = 'rollcall-form';

/** Whether this tab sent a form of ours a moment ago, so that other pages need not ask the background. Holds a time only. */
export interface FormHint {
  isSet(): boolean;
  set(): void;
  clear(): void;
}

export function formHint(tab: Storage, now: () => number): FormHint {
  return {
    isSet: () => Number(tab.getItem(key) ?? 0) > now(),
    set: () => tab.setItem(key, String(now() + life)),
    clear: () => tab.removeItem(key),
  };
}
