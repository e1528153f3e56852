import type { ExpressionAnswer, ExpressionPlace } from '@rollcall/shared/api-setting';
import { useEffect, useState } from 'preact/hooks';

import { t } from '../../../words.ts';
import { call } from '../../call.ts';
import { useLater } from './use-later.ts';

interface Checked {
  text: string;
  flaws: ExpressionAnswer['flaws'];
}

/**
 * What is wrong with an expression, its part quoted, asked of the agent when typing pauses; null while nothing is known to
 * be, and for an empty text.
 */
export function useFlaw(connection: string, place: ExpressionPlace, text: string): string | null {
  const [checked, setChecked] = useState<Checked | null>(null);
  const later = useLater(text, 300);
  useEffect(() => {
    if (later.trim() === '') return undefined;
    let isLatest = true;
    void call('checkExpression', { path: { id: connection }, body: { text: later, place } }).then((outcome) => {
      if (isLatest && outcome.ok) setChecked({ text: later, flaws: outcome.value.flaws });
    });
    return () => {
      isLatest = false;
    };
  }, [connection, place, later]);
  const [flaw] = checked?.text === text ? checked.flaws : [];
  return flaw === undefined ? null : flawWords(text, flaw);
}

/** Longest part of an expression that is quoted. */
const longest = 40;

function flawWords(text: string, { text: what, next, from, to }: ExpressionAnswer['flaws'][number]): string {
  const part = text.slice(from, to).trim();
  if (part === '' || part.length > longest) return t('expression.flawAt', [from + 1, what, next]);
  return t('expression.flaw', [part, what, next]);
}
