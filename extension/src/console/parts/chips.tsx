import { Num } from './num.tsx';

interface Chip<K extends string> {
  key: K;
  word: string;
  count?: number | undefined;
}

interface ChipsProps<K extends string> {
  label: string;
  chips: readonly Chip<K>[];
  /** The chip that filters now. */
  pressed: K;
  onPress(key: K): void;
}

/** Filters of a list of which one counts. */
export function Chips<K extends string>({ label, chips, pressed, onPress }: ChipsProps<K>) {
  return (
    <div class="row" role="group" aria-label={label}>
      {chips.map(({ key, word, count }) => (
        <button key={key} type="button" class="chip" aria-pressed={key === pressed} onClick={() => onPress(key)}>
          {word}
          {count !== undefined && <Num value={count} />}
        </button>
      ))}
    </div>
  );
}
