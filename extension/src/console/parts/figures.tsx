import { Num } from './num.tsx';

interface Figure {
  key: string;
  value: number;
  label: string;
  /** Address of the list that it counts. */
  href?: string | undefined;
}

/** Counts with a word each; each leads to its list. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <div class="figs">
      {figures.map(({ key, value, label, href }) => {
        const inside = (
          <>
            <b>
              <Num value={value} />
            </b>
            <span>{label}</span>
          </>
        );
        const look = value === 0 ? 'zero' : undefined;
        return href === undefined ? (
          <div key={key} class={look}>
            {inside}
          </div>
        ) : (
          <a key={key} class={look} href={href}>
            {inside}
          </a>
        );
      })}
    </div>
  );
}
