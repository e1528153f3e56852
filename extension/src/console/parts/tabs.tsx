import { number } from '../../words.ts';

interface Tab {
  key: string;
  word: string;
  href: string;
  count?: number | undefined;
}

/** Views of one page, each with an address of its own. */
export function Tabs({ label, tabs, current }: { label: string; tabs: readonly Tab[]; current: string }) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ key, word, href, count }) => (
        <a key={key} href={href} aria-current={key === current ? 'page' : undefined}>
          {word} {count !== undefined && <span class="n">{number(count)}</span>}
        </a>
      ))}
    </nav>
  );
}
