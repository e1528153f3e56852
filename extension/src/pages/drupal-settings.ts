/** The parts of drupalSettings that tell where we are; the same words in every theme and language. */
export interface DrupalSettings {
  /** Base path without a trailing slash. */
  basePath: string;
  /** Path without base path and language prefix, such as `admin/people`. */
  currentPath: string;
  isFront: boolean;
  /** Number of the signed-in account; null for a visitor. */
  uid: string | null;
}

/** Reads the settings script of a Drupal page; null when the page is none. */
export function readDrupalSettings(document: Document): DrupalSettings | null {
  const script = document.querySelector('script[type="application/json"][data-drupal-selector="drupal-settings-json"]');
  const settings = parse(script?.textContent ?? '');
  const path = settings?.['path'];
  if (!isRecord(path) || typeof path['currentPath'] !== 'string') return null;
  const baseUrl = typeof path['baseUrl'] === 'string' ? path['baseUrl'] : '/';
  const user = isRecord(settings?.['user']) ? settings['user'] : {};
  // A text such as "1" for an account, the number 0 for a visitor.
  const uid = typeof user['uid'] === 'string' ? user['uid'] : '0';
  return {
    basePath: baseUrl.replace(/\/+$/, ''),
    currentPath: path['currentPath'],
    isFront: path['isFront'] === true,
    uid: uid === '0' ? null : uid,
  };
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
