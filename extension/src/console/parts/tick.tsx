import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface TickProps {
  checked: boolean;
  onChange(checked: boolean): void;
  children: ComponentChildren;
  /** Why it can't be changed now; it stays focusable and readable. */
  unavailable?: string | null;
}

/** A box with its words. */
export function Tick({ checked, onChange, children, unavailable = null }: TickProps) {
  const id = useId();
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        aria-disabled={unavailable === null ? undefined : 'true'}
        aria-describedby={unavailable === null ? undefined : id}
        onClick={(event) => {
          if (unavailable !== null) event.preventDefault();
        }}
        onChange={(event) => {
          if (unavailable === null) onChange(event.currentTarget.checked);
        }}
      />
      <span>
        {children}
        {unavailable !== null && (
          <span class="muted" id={id}>
            {` · ${unavailable}`}
          </span>
        )}
      </span>
    </label>
  );
}
