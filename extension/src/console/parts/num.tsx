import { number } from '../../words.ts';

/** A number with grouped digits of equal width. */
export function Num({ value }: { value: number }) {
  return <span class="num">{number(value)}</span>;
}
