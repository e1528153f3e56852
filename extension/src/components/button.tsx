import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface ButtonProps {
  children: ComponentChildren;
  onPress: () => void;
  look?: 'primary' | 'danger' | 'quiet' | undefined;
  small?: boolean;
  /** Name for assistive technology where the visible word is not enough; starts with that word. */
  label?: string | undefined;
  /** Why it can't be pressed now. It stays focusable and says so. */
  unavailable?: string | null | undefined;
}

/** A real button that never submits a form. */
export function Button({ children, onPress, look, small = false, label, unavailable = null }: ButtonProps) {
  const id = useId();
  const off = unavailable !== null;
  return (
    <>
      <button
        type="button"
        class={['btn', look ?? '', small ? 's' : ''].join(' ').trim()}
        aria-label={label}
        aria-disabled={off ? 'true' : undefined}
        aria-describedby={off ? id : undefined}
        title={unavailable ?? undefined}
        onClick={() => {
          if (!off) onPress();
        }}
      >
        {children}
      </button>
      {off && (
        <span id={id} class="vh">
          {unavailable}
        </span>
      )}
    </>
  );
}
