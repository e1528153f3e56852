import type { ComponentChildren } from 'preact';

interface ButtonProps {
  children: ComponentChildren;
  onPress: () => void;
  look?: 'primary' | 'danger' | 'quiet' | undefined;
  small?: boolean;
  /** Name for assistive technology where the visible word is not enough; starts with that word. */
  label?: string | undefined;
  /** Why it can't be pressed now: its title, and so its description. It stays focusable. */
  unavailable?: string | null | undefined;
  /** Letter that presses it in the console. */
  shortcut?: string | undefined;
}

/** A real button that never submits a form. */
export function Button(props: ButtonProps) {
  const { children, onPress, look, small = false, label, unavailable = null, shortcut } = props;
  return (
    <button
      type="button"
      class={['btn', look ?? '', small ? 's' : ''].join(' ').trim()}
      aria-label={label}
      aria-keyshortcuts={shortcut}
      aria-disabled={unavailable === null ? undefined : 'true'}
      title={unavailable ?? undefined}
      onClick={(event) => {
        // In a CMS's page its scripts could press it too: only a person may. On our own pages a shortcut presses it.
        if (unavailable === null && (event.isTrusted || !document.URL.startsWith('http'))) onPress();
      }}
    >
      {children}
    </button>
  );
}
