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
}

/** A real button that never submits a form. */
export function Button({ children, onPress, look, small = false, label, unavailable = null }: ButtonProps) {
  return (
    <button
      type="button"
      class={['btn', look ?? '', small ? 's' : ''].join(' ').trim()}
      aria-label={label}
      aria-disabled={unavailable === null ? undefined : 'true'}
      title={unavailable ?? undefined}
      onClick={() => {
        if (unavailable === null) onPress();
      }}
    >
      {children}
    </button>
  );
}
