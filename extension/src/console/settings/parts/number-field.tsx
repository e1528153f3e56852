import { useState } from 'preact/hooks';

import { number, t } from '../../../words.ts';
import { Field } from '../../parts/field.tsx';
import { wholeNumber } from './whole-number.ts';

interface NumberFieldProps {
  label: string;
  hint?: string;
  value: number;
  least: number;
  most: number;
  /** What the agent says against it. */
  error?: string | null;
  /** Called only with numbers in range. */
  onChange(value: number): void;
}

/** A field for a whole number; what is no such number stays in the field with its reason and changes nothing. */
export function NumberField({ label, hint, value, least, most, error = null, onChange }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const isWrong = typed !== null && wholeNumber(typed, least, most) === null;
  return (
    <Field
      label={label}
      {...(hint === undefined ? {} : { hint })}
      type="number"
      value={isWrong ? typed : String(value)}
      error={isWrong ? t('setting.wholeNumber', [number(least), number(most)]) : error}
      onInput={(text) => {
        setTyped(text);
        const given = wholeNumber(text, least, most);
        if (given !== null) onChange(given);
      }}
    />
  );
}
