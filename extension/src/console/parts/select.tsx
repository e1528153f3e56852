import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface SelectProps<K extends string> {
  label: ComponentChildren;
  value: K;
  options: readonly { value: K; word: string }[];
  onChange(value: K): void;
  hint?: ComponentChildren;
  /** The label is only for assistive technology, where a head of a column says it already. */
  quiet?: boolean;
}

/** A labelled choice of one. */
export function Select<K extends string>({ label, value, options, onChange, hint, quiet = false }: SelectProps<K>) {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={quiet ? 'vh' : undefined}>
        {label}
      </label>
      {hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      <select
        id={id}
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.currentTarget.value);
          if (chosen) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.word}
          </option>
        ))}
      </select>
    </div>
  );
}
