import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface CardProps {
  title: string;
  text?: string;
  /** The button that adds to what the card lists. */
  action?: ComponentChildren;
  children: ComponentChildren;
}

/** One part of the settings. */
export function Card({ title, text, action, children }: CardProps) {
  const id = useId();
  return (
    <section class="card" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {action !== undefined && <span class="push">{action}</span>}
      </header>
      {text !== undefined && (
        <div class="in">
          <p class="small muted measure">{text}</p>
        </div>
      )}
      {children}
    </section>
  );
}
