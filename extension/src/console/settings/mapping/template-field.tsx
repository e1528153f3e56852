import { useId, useRef, useState } from 'preact/hooks';

import { t } from '../../../words.ts';
import { filledIn, openPlaceholder, suggestions } from './mapping-model.ts';

interface TemplateFieldProps {
  value: string;
  /** Names that a placeholder may hold. */
  names: readonly string[];
  error: string | null;
  onInput(value: string): void;
  /** What it is for, where that is not a rule of the mapping. */
  label?: string;
  /** What to write, where that is not a field of the site. */
  hint?: string;
}

/** A text with `${field}` in it; names are offered while one is typed: arrows choose, Enter takes, Escape hides. */
export function TemplateField({ value, names, error, onInput, label, hint }: TemplateFieldProps) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [at, setAt] = useState<number | null>(null);
  const [marked, setMarked] = useState(0);
  const begun = at === null ? null : openPlaceholder(value.slice(0, at));
  const offered = begun === null ? [] : suggestions(begun, names);
  const take = (name: string): void => {
    const filled = filledIn(value, at ?? value.length, name);
    onInput(filled.text);
    setAt(null);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(filled.at, filled.at);
    });
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (offered.length === 0) return;
    if (step !== 0) setMarked((marked + step + offered.length) % offered.length);
    else if (event.key === 'Enter' || event.key === 'Tab') take(offered[marked] ?? offered[0] ?? '');
    else if (event.key === 'Escape') setAt(null);
    else return;
    event.preventDefault();
  };
  return (
    <div class="field">
      <label for={id}>{label ?? t('setting.mapping.templateText')}</label>
      <span class="hint" id={`${id}-hint`}>
        {hint ??
          `${t('setting.mapping.templateHint', ['${mail}'])} ${t('expression.templateHint', ['${ site.mail.lowerAscii() }'])}`}
      </span>
      <textarea
        ref={field}
        id={id}
        rows={2}
        value={value}
        spellcheck={false}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={offered.length > 0 ? `${id}-${marked}` : undefined}
        aria-describedby={`${id}-hint${error === null ? '' : ` ${id}-error`}`}
        aria-invalid={error === null ? undefined : true}
        onKeyDown={onKey}
        onBlur={() => setAt(null)}
        onInput={(event) => {
          onInput(event.currentTarget.value);
          setAt(event.currentTarget.selectionStart);
          setMarked(0);
        }}
      />
      <Offers {...{ id, offered, marked, onTake: take }} />
      {error !== null && (
        <span class="err" id={`${id}-error`}>
          {error}
        </span>
      )}
    </div>
  );
}

interface OffersProps {
  id: string;
  offered: readonly string[];
  marked: number;
  onTake(name: string): void;
}

function Offers({ id, offered, marked, onTake }: OffersProps) {
  return (
    <ul
      id={`${id}-list`}
      role="listbox"
      class="offers"
      aria-label={t('setting.mapping.offers')}
      hidden={offered.length === 0}
    >
      {offered.map((name, index) => (
        <li
          key={name}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === marked}
          // Before the field loses the focus, which would take the list away.
          onMouseDown={(event) => {
            event.preventDefault();
            onTake(name);
          }}
        >
          <code>{name}</code>
        </li>
      ))}
    </ul>
  );
}
