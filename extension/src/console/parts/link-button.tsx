import type { ComponentChildren } from 'preact';

interface LinkButtonProps {
  href: string;
  children: ComponentChildren;
  primary?: boolean;
  small?: boolean;
  /** Name for assistive technology; starts with the visible word. */
  label?: string;
}

/** A way to another page that looks like a button. */
export function LinkButton({ href, children, primary = false, small = false, label }: LinkButtonProps) {
  return (
    <a class={['btn', primary ? 'primary' : '', small ? 's' : ''].join(' ').trim()} href={href} aria-label={label}>
      {children}
    </a>
  );
}
