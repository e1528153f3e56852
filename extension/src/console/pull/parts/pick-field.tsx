import { useId } from 'preact/hooks';

interface PickFieldProps {
  label: string;
  hint?: string | undefined;
  value: string;
  offers: readonly string[];
  error?: string | null;
  onInput(value: string): void;
}

/** A field whose value is picked among what is offered, or typed. */
export function PickField({ label, hint, value, offers, error = null, onInput }: PickFieldProps) {
  const id = useId();
  const described = [hint === undefined ? '' : `${id}-hint`, error === null ? '' : `${id}-error`].join(' ').trim();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      <input
        id={id}
        type="text"
        value={value}
        list={`${id}-offers`}
        autoComplete="off"
        spellcheck={false}
        aria-describedby={described === '' ? undefined : described}
        aria-invalid={error === null ? undefined : true}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <datalist id={`${id}-offers`}>
        {offers.map((offer) => (
          <option key={offer} value={offer} />
        ))}
      </datalist>
      {error !== null && (
        <span class="err" id={`${id}-error`}>
          {error}
        </span>
      )}
    </div>
  );
}
