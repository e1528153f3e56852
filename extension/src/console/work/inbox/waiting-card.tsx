import type { InboxAnswer } from '@rollcall/shared/api-inbox';
import type { ComponentChildren } from 'preact';

import { number, t } from '../../../words.ts';

interface WaitingCardProps {
  kind: keyof InboxAnswer['counts'] | 'plans' | 'groups' | 'pull';
  count: number;
  children: ComponentChildren;
}

/** One kind of what waits, with how much of it there is and what it means. */
export function WaitingCard({ kind, count, children }: WaitingCardProps) {
  return (
    <section class="card" aria-labelledby={`waiting-${kind}`}>
      <header>
        <h2 id={`waiting-${kind}`}>
          {t(`work.inbox.kind.${kind}`)} <span class="muted num">{number(count)}</span>
        </h2>
        <p class="small muted">{t(`work.inbox.about.${kind}`)}</p>
      </header>
      {children}
    </section>
  );
}
