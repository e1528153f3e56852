import { Button } from '../../components/button.tsx';
import { number, t } from '../../words.ts';

export interface Paging {
  /** Index of the first row shown. */
  from: number;
  size: number;
  total: number;
  onFrom(from: number): void;
}

/** Footer of a table: which rows are shown, and the way to the others. */
export function Pager({ label, shown, from, size, total, onFrom }: Paging & { label: string; shown: number }) {
  const previous = from === 0 ? t('parts.firstPage') : null;
  const next = from + shown >= total ? t('parts.lastPage') : null;
  return (
    <nav class="pager" aria-label={t('parts.pagesOf', [label])}>
      <span class="num" role="status">
        {t('parts.range', [number(Math.min(from + 1, total)), number(from + shown), number(total)])}
      </span>
      {total > size && (
        <span class="row push">
          <Button small unavailable={previous} onPress={() => onFrom(Math.max(0, from - size))}>
            {t('parts.previous')}
          </Button>
          <Button small unavailable={next} onPress={() => onFrom(from + size)}>
            {t('parts.next')}
          </Button>
        </span>
      )}
    </nav>
  );
}
