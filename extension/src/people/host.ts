/** Names of the elements that we put into a CMS's page. */
export const stripTag = 'rollcall-strip';
export const rowTag = 'rollcall-row';
export const linkTag = 'rollcall-link';
export const panelTag = 'rollcall-panel';
export const markTag = 'rollcall-mark';
const tags = [stripTag, rowTag, linkTag, panelTag, markTag];

export interface Host {
  element: HTMLElement;
  root: ShadowRoot;
}

export function isOurs(node: Node): boolean {
  return tags.includes(node.nodeName.toLowerCase());
}

/** Removes what an earlier copy of this script left, such as before an update of the extension. */
export function removeLeftovers(document: Document): void {
  for (const element of document.querySelectorAll(tags.join(', '))) element.remove();
}

/** Makes one of our elements with its own open shadow root, so that neither side's styles reach the other. */
export function createHost(document: Document, tag: string, css: string, language: string): Host {
  const element = document.createElement(tag);
  // Never sent with the CMS's form, never in its tab order by itself; the language may differ from the page's.
  element.lang = language;
  const root = element.attachShadow({ mode: 'open' });
  addStyles(root, css);
  return { element, root };
}

let shared: CSSStyleSheet | null = null;

/** One parsed sheet for all hosts; a style element where a content script may not share sheets (older Firefox). */
function addStyles(root: ShadowRoot, css: string): void {
  try {
    if (shared === null) {
      shared = new CSSStyleSheet();
      shared.replaceSync(css);
    }
    root.adoptedStyleSheets = [shared];
  } catch {
    const style = root.ownerDocument.createElement('style');
    style.textContent = css;
    root.append(style);
  }
}
