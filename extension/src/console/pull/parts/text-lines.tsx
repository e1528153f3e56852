import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { t } from '../../../words.ts';

interface TextLinesProps {
  /** What each line is, such as a role. */
  legend: string;
  hint?: string | undefined;
  values: readonly string[];
  /** Offered while one is typed; anything else may be typed as well. */
  offers: readonly string[];
  /** The word of the button that adds a line. */
  add: string;
  /** What there is to say of one. */
  noteOf(value: string): ComponentChildren;
  onChange(values: string[]): void;
}

/** Short texts one below the other, each picked or typed. */
export function TextLines({ legend, hint, values, offers, add, noteOf, onChange }: TextLinesProps) {
  const id = useId();
  const lines = useRef<HTMLFieldSetElement>(null);
  const added = useRef(false);
  useLayoutEffect(() => {
    if (added.current) [...(lines.current?.querySelectorAll('input') ?? [])].at(-1)?.focus();
    added.current = false;
  }, [values.length]);
  const nameOf = (index: number) => t('pull.lineOf', [legend, String(index + 1)]);
  return (
    <fieldset ref={lines} class="field lines">
      <legend class="small strong">{legend}</legend>
      {hint !== undefined && <span class="hint">{hint}</span>}
      {values.map((value, index) => (
        <div key={index}>
          <div class="row tight">
            <input
              type="text"
              class="grow"
              aria-label={nameOf(index)}
              list={`${id}-offers`}
              value={value}
              autoComplete="off"
              spellcheck={false}
              onInput={({ currentTarget }) =>
                onChange(values.map((each, at) => (at === index ? currentTarget.value : each)))
              }
            />
            <Button
              small
              look="quiet"
              label={t('setting.mapping.remove', [value === '' ? nameOf(index) : value])}
              onPress={() => onChange(values.filter((_value, at) => at !== index))}
            >
              <Icon name="close" />
            </Button>
          </div>
          {noteOf(value)}
        </div>
      ))}
      <datalist id={`${id}-offers`}>
        {offers.map((offer) => (
          <option key={offer} value={offer} />
        ))}
      </datalist>
      <div>
        <Button
          small
          onPress={() => {
            added.current = true;
            onChange([...values, '']);
          }}
        >
          {add}
        </Button>
      </div>
    </fieldset>
  );
}
