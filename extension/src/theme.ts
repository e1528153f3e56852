type Scheme = 'light' | 'dark';

/**
 * Whether the page behind an element is light or dark: the first opaque background among its ancestors decides. A page
 * that paints none shows the browser's canvas, which is dark only where the page allows dark and the system asks for it.
 */
export function schemeBehind(element: Element): Scheme {
  for (let at: Element | null = element; at !== null; at = at.parentElement ?? hostOf(at)) {
    const luminance = opaqueLuminance(getComputedStyle(at).backgroundColor);
    if (luminance !== null) return luminance > 0.18 ? 'light' : 'dark';
  }
  const allowed = getComputedStyle(element.ownerDocument.documentElement).colorScheme;
  if (!allowed.includes('dark')) return 'light';
  return !allowed.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Calls back when the page may have changed its theme: Gin's switch and others set classes or data on html or body. */
export function onThemeChange(document: Document, changed: () => void, signal: AbortSignal): void {
  const observer = new MutationObserver(changed);
  for (const element of [document.documentElement, document.body]) observer.observe(element, { attributes: true });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed, { signal });
  signal.addEventListener('abort', () => observer.disconnect());
}

/** Relative luminance (0 to 1) of a computed colour; null when one can see through it. */
export function opaqueLuminance(color: string): number | null {
  const [, kind = '', inner = ''] = /^([\w-]+)\((.*)\)$/.exec(color.trim()) ?? [];
  // A colour space's name may hold a digit, as display-p3 does.
  const numbers = (inner.replace(/^[a-z][\w-]*/, '').match(/-?[\d.]+(?:e-?\d+)?%?/g) ?? []).map(toNumber);
  const hasAlpha = kind === 'rgba' || inner.includes('/');
  if (kind === '' || (hasAlpha && (numbers.at(-1) ?? 1) < 0.5)) return null;
  const [first = 0, second = 0, third = 0] = numbers;
  if (kind === 'oklab' || kind === 'oklch') return first ** 3;
  if (kind === 'lab' || kind === 'lch') return ((first + 16) / 116) ** 3;
  const scale = kind === 'color' ? 1 : 255;
  return 0.2126 * linear(first / scale) + 0.7152 * linear(second / scale) + 0.0722 * linear(third / scale);
}

function toNumber(text: string): number {
  return text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
}

/** WCAG 2.2, definition of relative luminance. */
function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

function hostOf(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
