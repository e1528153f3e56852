import type { ComponentChildren } from 'preact';

interface DisclosureProps {
  summary: ComponentChildren;
  open?: boolean;
  children: ComponentChildren;
}

/** What not everybody needs to read. */
export function Disclosure({ summary, open = false, children }: DisclosureProps) {
  return (
    <details open={open}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
