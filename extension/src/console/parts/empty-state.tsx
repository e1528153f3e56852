import type { ComponentChildren } from 'preact';

import { Glyph, type GlyphName } from './glyph.tsx';

interface EmptyStateProps {
  icon: GlyphName;
  /** What is true, as a sentence. */
  title: ComponentChildren;
  text?: ComponentChildren;
  /** The one action. */
  children?: ComponentChildren;
}

export function EmptyState({ icon, title, text, children }: EmptyStateProps) {
  return (
    <div class="empty">
      <Glyph name={icon} />
      <p class="strong">{title}</p>
      {text !== undefined && <p class="small muted measure">{text}</p>}
      {children}
    </div>
  );
}
