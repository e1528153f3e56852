import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

const types = {
  text: { type: 'text' },
  password: { type: 'password' },
  url: { type: 'url' },
  email: { type: 'email' },
  number: { type: 'number' },
  search: { type: 'search' },
  time: { type: 'time' },
  date: { type: 'date' },
} as const;

interface FieldProps {
  label: ComponentChildren;
  value: string;
  onInput(value: string): void;
  hint?: ComponentChildren;
  /** What is wrong with the value; null when nothing is known to be. */
  error?: string | null;
  type?: keyof typeof types;
  /** Lines of a field for longer text; 1 is a plain field. */
  rows?: number;
  mono?: boolean;
  /** Values to pick from in place of typing one, for a plain field. */
  offers?: readonly string[];
  placeholder?: string;
  /** It gets the focus when it appears. */
  focus?: boolean;
}

/** A labelled field; hint and error are its description. The browser fills nothing in. */
export function Field(props: FieldProps) {
  const { label, value, onInput, hint, error = null, type = 'text', rows = 1, mono = false, offers } = props;
  const id = useId();
  const described = [hint === undefined ? '' : `${id}-hint`, error === null ? '' : `${id}-error`].join(' ').trim();
  const shared = {
    id,
    value,
    class: mono ? 'mono' : '',
    placeholder: props.placeholder ?? '',
    autoComplete: 'off' as const,
    spellcheck: false,
    autoFocus: props.focus ?? false,
    ...(described === '' ? {} : { 'aria-describedby': described }),
    ...(error === null ? {} : { 'aria-invalid': true }),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {rows > 1 ? (
        <textarea {...shared} rows={rows} onInput={(event) => onInput(event.currentTarget.value)} />
      ) : (
        <input
          {...shared}
          {...types[type]}
          {...(offers && { list: `${id}-offers` })}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
      {offers && (
        <datalist id={`${id}-offers`}>
          {offers.map((offer) => (
            <option key={offer} value={offer} />
          ))}
        </datalist>
      )}
      {error !== null && (
        <span class="err" id={`${id}-error`}>
          {error}
        </span>
      )}
    </div>
  );
}
