import type { ComponentChildren } from 'preact';

interface RadiosProps<K extends string> {
  legend: ComponentChildren;
  name: string;
  value: K | null;
  options: readonly { value: K; words: ComponentChildren; note?: ComponentChildren }[];
  onChange(value: K): void;
}

/** A choice of one of few, all in view. */
export function Radios<K extends string>({ legend, name, value, options, onChange }: RadiosProps<K>) {
  return (
    <fieldset class="part">
      <legend>{legend}</legend>
      <div>
        {options.map((option) => (
          <label key={option.value} class="check">
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>
              {option.words}
              {option.note !== undefined && <span class="muted"> · {option.note}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
